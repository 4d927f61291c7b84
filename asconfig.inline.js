import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

/**
 * Inlines each function whose doc comment ends in `@inline`.
 *
 * AssemblyScript's own way, a decorator on the function, is no TypeScript: neither tsc nor a formatter reads such files.
 */
export default class InlineTransform extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      for (const statement of source.statements) {
        if (statement.kind !== NodeKind.FunctionDeclaration) continue;
        const before = source.text.slice(0, statement.range.start).trimEnd();
        const comment = before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '';
        if (!/@inline\s*\*\/$/.test(comment)) continue;
        const name = Node.createIdentifierExpression('inline', statement.range);
        statement.decorators = [Node.createDecorator(name, null, statement.range)];
      }
    }
  }
}
