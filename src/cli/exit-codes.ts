/** What the command's exit status says. 124 is timeout(1)'s; 128 + n is a shell's for signal n. */
export const EXIT = {
  found: 0,
  notFound: 1,
  badInput: 2,
  internalFault: 3,
  timeout: 124,
  interrupted: 130,
  stdoutClosed: 141,
  terminated: 143,
} as const;
