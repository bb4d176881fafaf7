/** Names of driver errors that say nothing about the work, only about the server. */
const AWAY =
  /^Mongo(Network|NetworkTimeout|ServerSelection|NotConnected|PoolCleared|PoolClosed|WaitQueueTimeout|TopologyClosed|ServerClosed|ConnectionPoolClosed)Error$/;
/** Interrupted by a shutdown, not or no longer the primary, recovering. */
const CODES: ReadonlySet<unknown> = new Set([
  91, 189, 11600, 11602, 10107, 10058, 13435, 13436, 262,
]);
const LABELS = ['RetryableWriteError', 'TransientTransactionError', 'ResetPool'];

/** True where MongoDB could not be reached or was just leaving: the work itself may be fine. */
export function isServerAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.test(error.name)) return true;
  if ('code' in error && error.name.startsWith('Mongo') && CODES.has(error.code)) return true;
  const { hasErrorLabel } = error as { hasErrorLabel?: (label: string) => boolean };
  if (
    typeof hasErrorLabel === 'function' &&
    LABELS.some((label) => hasErrorLabel.call(error, label))
  )
    return true;
  return error.cause !== undefined && isServerAway(error.cause);
}
