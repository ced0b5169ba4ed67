// The rows as the page keeps them: HTML for plain text, and what is shown beside what is exact otherwise.

const encoded = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const reader = document.createElement("textarea"); // holds text alone, whatever is put into it
function decoded(html) {
  if (!html.includes("&")) return html;
  reader.innerHTML = html;
  return reader.value;
}

/** What to keep of a cell: its exact value is its data-order, the address of its link, or its text. */
function keptCell(cell, kind) {
  if (cell.dataset.order !== undefined) return { shown: cell.innerHTML, exact: cell.dataset.order };
  const link = kind === "link" ? cell.querySelector("a[href]") : null;
  return link ? { shown: cell.innerHTML, exact: link.getAttribute("href") } : cell.innerHTML;
}

function exactValue(kept) {
  return kept.exact ?? decoded(kept);
}

/** What filters compare: the exact value, of an instant its day. */
function comparedValue(kept, kind) {
  const value = exactValue(kept);
  return kind === "timestamp" ? value.slice(0, 10) : value;
}

/** What is read, as text: a group's heading. Instants are gathered by day. */
function shownText(kept, kind) {
  if (kind === "status") return exactValue(kept);
  const text = decoded((kept.shown ?? kept).replace(/<[^>]*>/g, ""));
  return kind === "timestamp" ? text.replace(/ \d\d:\d\d$/, "") : text;
}
