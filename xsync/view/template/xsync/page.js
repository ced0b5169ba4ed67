// What the page does once it stands: light or dark, tables upgraded, print shows every row of the filter.

const dark = matchMedia("(prefers-color-scheme: dark)");
const printing = matchMedia("print");
function followScheme() {
  const night = dark.matches && !printing.matches;
  document.documentElement.classList.toggle("dark", night);
  document.documentElement.dataset.theme = night ? "dark" : "light";
}
followScheme();
dark.addEventListener("change", followScheme);
printing.addEventListener("change", followScheme);

let tables = [];
try {
  tables = [...document.querySelectorAll(".xsync-table")].filter((table) => table.tBodies[0].rows.length).map(upgrade);
} finally {
  document.documentElement.classList.remove("scripted");
}

const lengthOnScreen = new Map();
function showAllRows() {
  for (const table of tables) {
    if (lengthOnScreen.has(table)) continue;
    lengthOnScreen.set(table, table.page.len());
    table.page.len(-1).draw(false);
  }
}
function showPagesAgain() {
  for (const [table, length] of lengthOnScreen) table.page.len(length).draw(false);
  lengthOnScreen.clear();
}
printing.addEventListener("change", () => (printing.matches ? showAllRows() : showPagesAgain()));
addEventListener("beforeprint", showAllRows);
addEventListener("afterprint", showPagesAgain);

// Documents open beside the page, so that its filters stay.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".xsync-table a[href]");
  if (link) link.target = "_blank";
});

// A figure leads to its rows: the table it points at is searched for what the figure counts.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-search]");
  const table = link && tables.find((one) => `#${one.table().node().id}` === link.getAttribute("href"));
  if (!table) return;
  event.preventDefault();
  clearFilters(table);
  table.search(link.dataset.search).draw();
  const box = table.table().container();
  box.scrollIntoView({ behavior: "instant" });
  box.querySelector("input[type=search]")?.focus({ preventScroll: true });
});
