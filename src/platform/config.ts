/** The only reader of the environment besides entry points. */
import type { z } from 'zod';
import { VARIABLES } from './config-variables.ts';
import { ConfigError } from './exit-codes.ts';

type Variables = typeof VARIABLES;
type ValueOf<V extends { read: z.ZodType; fallback: string | null }> = V['fallback'] extends null
  ? z.output<V['read']> | null
  : z.output<V['read']>;

/** One value for every row of VARIABLES; null where it is not set and has no default. */
export type Config = {
  readonly [K in keyof Variables]: K extends 'explorer'
    ? z.output<Variables['explorer']['read']>
    : ValueOf<Variables[K]>;
};
export type Environment = Readonly<Record<string, string | undefined>>;

const KNOWN: ReadonlySet<string> = new Set(Object.values(VARIABLES).map(({ name }) => name));

/**
 * Reads and checks every variable at once; an empty one counts as not set.
 * @throws ConfigError (78) that names each unknown `BORDERO_…` variable and each bad value's variable, never the value
 */
export function readConfig(env: Environment = process.env): Config {
  const faults = Object.keys(env)
    .filter((name) => name.startsWith('BORDERO_') && !KNOWN.has(name))
    .map((name) => `${name} is not a variable that Bordero knows`);
  const values: Record<string, unknown> = {};
  for (const [key, { name, read, fallback }] of Object.entries(VARIABLES)) {
    const given = env[name];
    const raw = given === undefined || given === '' ? fallback : given;
    const parsed = raw === null ? null : read.safeParse(raw);
    if (parsed?.success === false)
      faults.push(`${name} must be ${parsed.error.issues[0]?.message ?? 'valid'}`);
    values[key] = parsed?.success === true ? parsed.data : null;
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  values['explorer'] ??= values['introspection'];
  return values as Config;
}
