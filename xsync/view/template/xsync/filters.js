// The filters above the columns and in the builder. A blank value matches no comparison.

const DATED = ["timestamp", "date"];
const NUMBERS = ["decimal", "integer"];
const LISTED = ["status", "choice"];

/** Blanks come last whichever way a column is sorted; search disregards accents, as DataTables does. */
function defineType(name, compared) {
  const ordered = (sign) => (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const [left, right] = [compared(a), compared(b)];
    return sign * ((left > right) - (left < right));
  };
  DataTable.type(name, {
    order: { asc: ordered(1), desc: ordered(-1) },
    search: (html) => DataTable.util.diacritics(html, true),
  });
}
defineType("exact-text", (text) => text.toLowerCase());
defineType("exact-number", Number);

const sortedAs = (kind) => (NUMBERS.includes(kind) ? "exact-number" : "exact-text");
const conditionsOf = (kind) => (DATED.includes(kind) ? "date" : NUMBERS.includes(kind) ? "num" : "string");

// Screen readers read a button's label as it is, so it must be text where the button shows HTML.
const { Button } = DataTable.ColumnControl;
const setText = Button.prototype.text;
Button.prototype.text = function (html) {
  const answer = setText.call(this, html);
  if (html !== undefined) this.element().setAttribute("aria-label", decoded(html));
  return answer;
};

/** From and to, both inclusive, for dates and numbers. */
DataTable.ColumnControl.content.range = {
  defaults: { kind: "date" },
  init(config) {
    const table = this.dt();
    const dated = DATED.includes(config.kind);
    const box = document.createElement("div");
    box.className = "xsync-range";
    const [from, to] = ["From", "To"].map((word) => {
      const label = box.appendChild(document.createElement("label"));
      label.textContent = word;
      const input = label.appendChild(document.createElement("input"));
      input.type = dated ? "date" : "number";
      if (!dated) input.step = "any";
      return input;
    });
    const read = (text) => (dated ? text : Number(text));
    const apply = () => {
      const [least, most] = [from.value, to.value];
      const passes = (_filtered, row) => {
        const value = comparedValue(row[this.idxOriginal()], config.kind);
        if (value === "") return false;
        return (least === "" || read(value) >= read(least)) && (most === "" || read(value) <= read(most));
      };
      const active = least !== "" || most !== "";
      config._parents?.forEach((parent) => parent.activeList(`${this.unique()}range`, active));
      table.column(this.idx()).search.fixed("range", active ? passes : null);
      table.draw();
    };
    from.addEventListener("input", apply);
    to.addEventListener("input", apply);
    table.on("cc-search-clear", (_event, column) => {
      if (column !== this.idx() || (from.value === "" && to.value === "")) return;
      from.value = to.value = "";
      apply();
    });
    return box;
  },
};

/** The filter of one column, by what it holds; lists name the values that are there. */
function columnFilter(kind, rows, at) {
  if (DATED.includes(kind) || NUMBERS.includes(kind)) return { extend: "range", kind };
  if (!LISTED.includes(kind)) return "searchText";
  const values = [...new Set(rows.map((row) => exactValue(row[at])))].sort();
  const options = values.map((value) => ({
    label: value === "" ? "(blank)" : encoded(value),
    value: DataTable.util.diacritics(value, true).replace(/[\r\n\u2028]/g, ""), // as the search index has it
  }));
  return { extend: "searchList", options, search: values.length > 8 };
}

/** How DataTables reads a column for each purpose. What it searches in is HTML, as it expects. */
function columnReading(kind) {
  return (kept, purpose) => {
    if (purpose === "display") return kept.shown ?? kept;
    if (purpose === "exact") return comparedValue(kept, kind);
    if (purpose !== "filter") return kept.exact ?? kept;
    if (["status", "link", "linked"].includes(kind)) return encoded(exactValue(kept));
    if (kind === "decimal") return `${kept.shown} ${kept.exact}`;
    return kept.shown ?? kept;
  };
}

/** The builder's conditions: typed in, never chosen from a list of every value there is. */
function builderConditions() {
  const { stringConditions, numConditions, dateConditions } = DataTable.Criteria;
  const written = (elements) => elements.filter((element) => element.is("input")).map((element) => element.val());
  const like = (template, named, search) => ({ ...template, conditionName: named.conditionName, inputValue: written, search });
  const filled = (conditions) =>
    Object.fromEntries(
      Object.entries(conditions).map(([name, condition]) => {
        if (name.includes("null") || name.startsWith("!")) return [name, condition];
        return [name, { ...condition, search: (value, wanted, criteria) => value !== "" && condition.search(value, wanted, criteria) }];
      }),
    );
  const string = Object.fromEntries(
    Object.entries(stringConditions).map(([name, condition]) => [name, name.includes("null") ? condition : { ...condition, inputValue: written }]),
  );
  const text = stringConditions.contains;
  string["="] = like(text, stringConditions["="], (value, [wanted]) => value.toLowerCase() === wanted.toLowerCase());
  string["!="] = like(text, stringConditions["!="], (value, [wanted]) => value.toLowerCase() !== wanted.toLowerCase());
  const number = numConditions["<"];
  const num = {
    ...numConditions,
    "=": like(number, numConditions["="], (value, [wanted]) => Number(value) === Number(wanted)),
    "!=": like(number, numConditions["!="], (value, [wanted]) => value === "" || Number(value) !== Number(wanted)),
  };
  return { string, num: filled(num), date: filled(dateConditions) };
}
