/**
 * Whether a test file changes what other files of its process would notice: the clock (module state keeps the latest time, such as that of
 * the last id), modules, or the environment. It gets a process of its own.
 */
export const isAlone = (source: string): boolean =>
  /\bvi\.(useFakeTimers|setSystemTime|mock|doMock|stub\w+)\(|\bprocess\.env\['\w+'\] =/.test(source);
