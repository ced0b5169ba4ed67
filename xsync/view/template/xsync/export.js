// CSV and Excel files made in the page, of the rows and columns shown, with the exact values.
// DataTables' own export would turn codes such as 1E5 or long digits into rounded numbers.

/** Visible headings and kinds of a table, and the exact values of every row that passes the filter. */
function filteredRows(table) {
  const columns = table.columns(":visible").indexes().toArray();
  const kinds = columns.map((column) => table.column(column).header().dataset.kind);
  const rows = table.rows({ search: "applied", order: "applied" }).data().toArray();
  return {
    headings: columns.map((column) => table.column(column).title()),
    kinds,
    rows: rows.map((row) => columns.map((column) => exactValue(row[column]))),
  };
}

/** Keep a spreadsheet from running text as a formula; plain negative numbers stay numbers. */
function withoutFormula(text) {
  const isFormula = /^[ \n\u00a0\u3000\u200b\ufeff"']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text);
  return isFormula && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

function csvFile({ headings, rows }) {
  const field = (text) => {
    const safe = withoutFormula(text);
    return /^\s|[",\r\n]|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [headings, ...rows].map((row) => row.map(field).join(",") + "\r\n");
  // The mark at the start tells Excel that the file is UTF-8.
  return new Blob(["\ufeff", ...lines], { type: "text/csv;charset=utf-8" });
}

/** Make text safe for XML as Excel reads it, which also gives _x000A_ and the like a meaning. */
function xmlText(text) {
  return text
    .slice(0, 32767) // the most a cell of Excel holds
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

/** Days since 30 December 1899, as Excel counts them; undefined where the text is no ISO date. */
function excelDay(text) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d))?/.exec(text)?.slice(1).map((part) => Number(part ?? 0));
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 86400000 + 25569;
}

const EXCEL_STYLE = { heading: 1, date: 2, timestamp: 3, decimal: 4, integer: 0 };

function excelCell(text, kind) {
  if (text === "") return "<c/>";
  const number = (value) => `<c s="${EXCEL_STYLE[kind]}"><v>${value}</v></c>`;
  if (kind === "date" || kind === "timestamp") {
    const day = excelDay(text);
    if (day !== undefined) return number(day);
  }
  // Beyond 15 digits Excel would round: such an amount stays text, exact.
  const digits = text.replace(/\D/g, "").length;
  if ((kind === "decimal" || kind === "integer") && digits <= 15) return number(text);
  const style = kind === "heading" ? ` s="${EXCEL_STYLE.heading}"` : "";
  return `<c t="inlineStr"${style}><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

function excelFile({ headings, kinds, rows }) {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const parts = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const wide = { text: 24, linked: 24, prose: 80, link: 40, choice: 24, timestamp: 18 };
  const columns = kinds.map((kind, at) => `<col min="${at + 1}" max="${at + 1}" width="${wide[kind] ?? 14}" customWidth="1"/>`);
  const line = (cells) => `<row>${cells.join("")}</row>`;
  const zip = new (DataTable.Buttons.jszip())();
  const add = (path, xml) => zip.file(path, declaration + xml);
  add("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${parts}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${parts}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${parts}.styles+xml"/></Types>`);
  add("_rels/.rels", `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`);
  add("xl/workbook.xml", `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Items" sheetId="1" r:id="rId1"/></sheets></workbook>`);
  add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`);
  const formats = [["0", 0], ["0", 1], ["164", 0], ["165", 0], ["4", 0]];
  add("xl/styles.xml", `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="d\\ mmm\\ yyyy"/><numFmt numFmtId="165" formatCode="d\\ mmm\\ yyyy\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${formats.length}">${formats.map(([format, font]) => `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`).join("")}</cellXfs></styleSheet>`);
  const body = rows.map((row) => line(row.map((text, at) => excelCell(text, kinds[at]))));
  add("xl/worksheets/sheet1.xml", `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>${line(headings.map((text) => excelCell(text, "heading")))}${body.join("")}</sheetData></worksheet>`);
  return zip.generateAsync({ type: "blob", compression: "DEFLATE", mimeType: `${parts}.sheet` });
}

/** Hand a file to the reader without leaving the page. */
function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
