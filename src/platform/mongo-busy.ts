import type { MongoClient } from 'mongodb';

/**
 * Tells for every command how long it held its connection, in milliseconds. The driver's command monitoring tells the same, but
 * reads every reply a second time for its listeners: half as many pages of consignments a second.
 */
export function onCommand(client: MongoClient, tell: (milliseconds: number) => void): void {
  const since = new Map<string, number>();
  const nameOf = (event: { address: string; connectionId: number | '<monitor>' }): string =>
    `${event.address} ${event.connectionId}`;
  client.on('connectionCheckedOut', (event) => {
    since.set(nameOf(event), performance.now());
  });
  client.on('connectionCheckedIn', (event) => {
    const at = since.get(nameOf(event));
    if (at !== undefined) tell(performance.now() - at);
  });
  client.on('connectionClosed', (event) => void since.delete(nameOf(event)));
}
