// Every table of items becomes searchable, sortable and filterable where it stands.

const WORDING = {
  search: "Search",
  searchPlaceholder: "any column",
  lengthMenu: "Rows per page _MENU_",
  infoFiltered: "",
  thousands: ",",
  searchBuilder: {
    title: { 0: "Conditions", _: "Conditions (%d)" },
    button: { 0: "Conditions", _: "Conditions (%d)" },
    add: "Add condition",
    data: "Column",
  },
};

/** The same wording for whatever a table's rows are called. */
function wordingOf(noun) {
  return {
    ...WORDING,
    info: `_TOTAL_ of _MAX_ ${noun} · rows _START_ to _END_`,
    infoEmpty: `0 of _MAX_ ${noun}`,
    zeroRecords: `None of the ${noun} match these filters.`,
  };
}

/** The heading of a group: its column and value, as text. */
function groupHeading(table, column, value) {
  const heading = document.createElement("tr");
  const cell = heading.appendChild(document.createElement("th"));
  cell.colSpan = table.columns(":visible").count();
  cell.scope = "rowgroup";
  cell.textContent = `${table.column(column).title()}: ${value}`;
  return heading;
}

/** Take the rows out of the markup: DataTables then builds only those of the page shown. */
function takeRows(element, kinds) {
  const body = element.tBodies[0];
  body.remove();
  const rows = Array.from(body.rows, (row) => Array.from(row.cells, (cell, at) => keptCell(cell, kinds[at])));
  element.append(document.createElement("tbody"));
  return rows;
}

function upgrade(element) {
  const headings = [...element.tHead.rows[0].cells];
  const kinds = headings.map((heading) => heading.dataset.kind);
  const groups = element.dataset.groups.split(",").filter(Boolean).map(Number);
  const length = Number(element.dataset.pageLength);
  const lengths = [...new Set([10, 25, 50, 100, length])].filter((one) => one > 0).sort((a, b) => a - b);
  const rows = takeRows(element, kinds);

  return new DataTable(element, {
    data: rows,
    autoWidth: false,
    order: [],
    orderFixed: { pre: groups.map((group) => [group, "asc"]) },
    pageLength: length,
    lengthMenu: [...lengths, { label: "All", value: -1 }],
    language: wordingOf(element.dataset.noun ?? "items"),
    columns: kinds.map((kind, at) => ({
      className: `kind-${kind}`,
      type: sortedAs(kind),
      searchBuilderType: conditionsOf(kind),
      searchBuilder: { orthogonal: { display: "filter", search: "exact" } },
      render: columnReading(kind),
      columnControl: [
        { extend: "dropdown", icon: "search", text: `Filter ${headings[at].textContent}`, content: [columnFilter(kind, rows, at)] },
      ],
    })),
    rowGroup: groups.length
      ? {
          dataSrc: groups.map((group) => (row) => shownText(row[group], kinds[group]) || "(blank)"),
          startRender: (_members, value, level) => groupHeading(new DataTable.Api(element), groups[level], value),
        }
      : false,
    layout: {
      top2Start: {
        buttons: [
          { extend: "searchBuilder", config: { conditions: builderConditions() } },
          { extend: "colvis", text: "Columns" },
          { text: "Clear filters", action: (_event, table) => clearFilters(table) },
          { text: "CSV", titleAttr: "Every row of the current filter as CSV", action: (_event, table) => download(`${element.id}.csv`, csvFile(filteredRows(table))) },
          { text: "Excel", titleAttr: "Every row of the current filter as XLSX", action: async (_event, table) => download(`${element.id}.xlsx`, await excelFile(filteredRows(table))) },
        ],
      },
      top2End: "search",
      topStart: "info",
      topEnd: "pageLength",
      bottomStart: null,
      bottomEnd: "paging",
    },
  });
}

function clearFilters(table) {
  table.searchBuilder.rebuild();
  table.columns().columnControl.searchClear();
  table.search("").draw();
}
