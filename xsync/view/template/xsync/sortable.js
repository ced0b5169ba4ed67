// Around the table widget of itables: a press on a button in a header is told to Python, which sorts all rows.
export default {
  ...itable,
  async render(context) {
    const { model, el } = context;
    let focused = null;
    const remember = () => {
      focused = el.querySelector("thead button:focus")?.dataset.field ?? null;
    };
    const settle = () => {
      for (const button of el.querySelectorAll('thead button[data-rank="1"]')) {
        button.closest("th").setAttribute("aria-sort", button.dataset.sorted);
      }
      // Every page is a table of its own: whoever sorts by keyboard stays where they were.
      if (focused !== null) {
        el.querySelector(`thead button[data-field="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      }
    };
    model.on("change:_dt_args", remember);
    const cleanUp = await itable.render(context);
    model.on("change:_dt_args", settle);
    el.addEventListener("click", (event) => {
      const button = event.target.closest("thead button[data-field]");
      if (button !== null) {
        model.send({ field: button.dataset.field, beside: event.shiftKey || event.ctrlKey || event.metaKey });
      }
    });
    settle();
    return cleanUp;
  },
};
