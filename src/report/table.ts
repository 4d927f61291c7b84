import { type Content, type Html, html } from './html.js';

export interface TableColumn<Row> {
  readonly name: string;
  readonly unit?: string;
  readonly isNumber?: boolean;
  /** Its cells name their rows. */
  readonly isHeader?: boolean;
  readonly cell: (row: Row) => Content;
}

/** A table that scrolls by itself where the page is too narrow for it. @param name what it is, for those who can't see it */
export function table<Row>(name: string, columns: readonly TableColumn<Row>[], rows: readonly Row[]): Html {
  const classOf = ({ isNumber }: TableColumn<Row>) => isNumber === true && html` class="number"`;
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table><thead><tr>${columns.map(
    (column) =>
      html`<th scope="col"${classOf(column)}>${column.name}${column.unit !== undefined && html` <span class="unit">${column.unit}</span>`}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column) =>
        column.isHeader === true
          ? html`<th scope="row">${column.cell(row)}</th>`
          : html`<td${classOf(column)}>${column.cell(row)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}
