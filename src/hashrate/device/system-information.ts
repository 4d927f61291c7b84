/** What is asked of the library that starts other systems' own tools. */
export type SystemInformation = Pick<
  typeof import('systeminformation'),
  'system' | 'cpu' | 'osInfo' | 'battery' | 'cpuTemperature'
>;

/** Asks it something. @returns undefined if it fails, or takes too long */
export type Ask = <Answer>(
  question: (si: SystemInformation) => Promise<Answer>,
) => Promise<Answer | undefined>;

/** The programs that it starts can hang on an odd machine. */
const PATIENCE_MILLISECONDS = 4000;

export function createAsk(
  load: () => Promise<SystemInformation> = async () => (await import('systeminformation')).default,
  patience = PATIENCE_MILLISECONDS,
): Ask {
  return async (question) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, patience, undefined);
    });
    try {
      return await Promise.race([load().then(question), late]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
}
