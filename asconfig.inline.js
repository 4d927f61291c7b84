import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

/**
 * Inlines each function whose doc comment ends in `@inline`, and folds the constants passed to it.
 *
 * AssemblyScript's own way is a decorator on the function, which is not TypeScript: neither tsc nor a formatter can
 * read a file with one. It is in the root because asc loses the `./` of a transform in a folder.
 */
export default class InlineTransform extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      for (const statement of source.statements) {
        if (statement.kind !== NodeKind.FunctionDeclaration) continue;
        const before = source.text.slice(0, statement.range.start).trimEnd();
        const comment = before.slice(before.lastIndexOf('/**'));
        if (!/@inline \*\/$/.test(comment)) continue;
        const name = Node.createIdentifierExpression('inline', statement.range);
        statement.decorators = [Node.createDecorator(name, null, statement.range)];
      }
    }
  }

  afterCompile(module) {
    // -O1, with which the SIMD kernel is fastest (docs/kernel-log.md), leaves this pass out: 38 KB instead of 32.
    module.runPasses(['precompute-propagate']);
  }
}
