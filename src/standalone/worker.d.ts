/** scripts/build-browser.js makes it: the script of the workers. */
declare module '*/worker.txt' {
  const script: string;
  export default script;
}
