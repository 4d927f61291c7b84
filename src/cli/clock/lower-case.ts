/** An error's message behind the name of a flag. */
export function lowerCase(message: string): string {
  return message.replace(/^Expected/, 'expected');
}
