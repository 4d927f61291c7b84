import { cardText } from '../card/card-text.js';
import { readText } from './system-files.js';

/** What a PC's firmware tells of it by DMI, also called SMBIOS. Its serial numbers are never read. */
export interface Dmi {
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
}

/** What makers leave where they have nothing to say. */
const BLANK =
  /^(to be filled by o\.?e\.?m\.?|o\.?e\.?m\.?|default string|system (manufacturer|product name|version)|not (specified|applicable)|unknown|none|undefined|n\/a|-|0+|x+)$/i;

export function readDmi(root: string): Dmi {
  const read = (name: string) => {
    const text = cardText(readText(root, `sys/class/dmi/id/${name}`));
    return text === undefined || BLANK.test(text) ? undefined : text;
  };
  return {
    vendor: read('sys_vendor') ?? read('board_vendor'),
    product: read('product_name') ?? read('board_name'),
  };
}

/** As `LENOVO 20QV00CEMX`; undefined without a product. Many products' names begin with their maker's. */
export function dmiModel({ vendor, product }: Dmi): string | undefined {
  if (product === undefined) return undefined;
  const maker = vendor?.split(/[ ,]/)[0];
  return cardText(maker === undefined || product.startsWith(maker) ? product : `${vendor} ${product}`);
}
