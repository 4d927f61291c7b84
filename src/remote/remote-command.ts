// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's
import { deflateRawSync } from 'node:zlib';
import { InputError } from '../errors.js';
import { type AgentSettings, hostAgent } from './host-agent.js';

/** Where Node is when it is not on the PATH, which ssh leaves short: .profile is not read. */
const PLACES = [
  '"${NVM_DIR:-$HOME/.nvm}"/versions/node/*/bin/node',
  '"$HOME"/.local/share/fnm/node-versions/*/installation/bin/node',
  '"$HOME"/.fnm/node-versions/*/installation/bin/node',
  '"$HOME"/.volta/tools/image/node/*/bin/node',
  '"$HOME"/.asdf/installs/nodejs/*/bin/node',
  '"$HOME"/.local/share/mise/installs/node/*/bin/node',
  '"${N_PREFIX:-$HOME/n}"/bin/node',
  '"$HOME"/.local/bin/node',
  '"$HOME"/bin/node',
  '/usr/local/bin/node',
  '/usr/local/n/versions/node/*/bin/node',
  '/usr/local/lib/nodejs/*/bin/node',
  '/opt/*/bin/node',
  '/snap/bin/node',
];

/** Prints a number that grows with the version, or 0 for one that is too old (package.json's `engines`), and the version. */
const RATE_NODE =
  '(function(v){return((v[0]==20&&v[1]>=19||v[0]==22&&v[1]>=12||v[0]>22)?v[0]*1e6+v[1]*1e3+parseInt(v[2]):0)' +
  '+String.fromCharCode(32)+process.versions.node})(process.versions.node.split(/[.]/))';

/**
 * The command for ssh: finds a Node and runs the agent in it. The user's login shell reads it first, be it a Bourne shell,
 * fish or csh, and hands the script on to sh. So the script is one line in single quotes, and none of `'`, `\` and `!` is
 * in it, which those shells don't read alike. stdin stays untouched until the agent reads it.
 * @param node the only Node to be used: a path (a leading `~/` is the home folder there) or a name on the PATH; default: the one
 *   of the PATH, or else the newest in the usual places
 * @throws InputError for a `node` that can't stand in the script
 */
export function remoteCommand(settings: AgentSettings, node?: string): string {
  if (node !== undefined && !/^[^'"\\!$`\p{Cc}-][^'"\\!$`\p{Cc}]*$/u.test(node)) {
    throw new InputError('ERR_INVALID_OPTION', 'node', 'a path without quotes, $, ! and \\', node);
  }
  const agent = `(${hostAgent})(${JSON.stringify(settings)},process.argv[4])`;
  // Deflated, since Dropbear takes commands of up to 9,000 characters.
  const source = deflateRawSync(agent).toString('base64');
  const evaluate =
    'eval(String(require(process.argv[3]).inflateRawSync(Buffer.from(process.argv[1],process.argv[2]))))';
  const script = [
    `e="${RATE_NODE}"; best=0; pick=; old=`,
    // What is no Node prints something else.
    'try() { [ -x "$1" ] || return 0; r=$("$1" -p "$e" 2>/dev/null </dev/null) || return 0; ' +
      'case "$r" in [0-9]*" "[0-9]*) ;; *) return 0 ;; esac; ' +
      'if [ "${r%% *}" = 0 ]; then old="${r#* } $1"; ' +
      'elif [ "${r%% *}" -gt "$best" ]; then best=${r%% *}; pick=$1; fi; }',
    ...(node === undefined
      ? [
          'try "$(command -v node)"',
          'if [ -z "$pick" ]; then try "$(command -v nodejs)"; fi',
          `if [ -z "$pick" ]; then for n in ${PLACES.join(' ')}; do try "$n"; done; fi`,
        ]
      : [`try "$(command -v "${inHome(node)}")"`]),
    // A .bashrc may have left a line without its end.
    `if [ -z "$pick" ]; then echo; echo "${settings.token} none $old"; exit 0; fi`,
    `exec "$pick" -e "${evaluate}" ${source} base64 zlib "$pick"`,
  ].join('; ');
  return `exec sh -c '${script}'`;
}

/** `~/` without quotes is read by the user's own shell, which would put the folder here; in quotes no shell reads it. */
function inHome(path: string): string {
  return path.replace(/^~\//, '$HOME/');
}
