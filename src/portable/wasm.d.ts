/** scripts/build-portable.js makes base64 of the file. */
declare module '*.wasm' {
  const base64: string;
  export default base64;
}
