/** Variables of the service and of Temporal's tools: children get those that the stack sets, not what is set around it. */
const OURS = /^(HUBSPOT|TEMPORAL|AT_RISK|BRIDGE|CODEC|WORKER)_|^LOG_LEVEL$/;

export type Variables = Readonly<Record<string, string>>;

/** The environment of a child: what any program needs (PATH, HOME …), and `variables`. */
export function childEnvironment(variables: Variables, around: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const general = Object.entries(around).filter(([name]) => !OURS.test(name));
  return { ...Object.fromEntries(general), ...variables };
}

/** Those that say how to reach a Temporal server that is not ours, to hand them on to the children. */
export function temporalVariables(around: NodeJS.ProcessEnv = process.env): Variables {
  const set = Object.entries(around).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(set.filter(([name]) => name.startsWith('TEMPORAL_')));
}
