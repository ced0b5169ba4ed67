// The panel's manners in JupyterLab: keys stay with its controls, the focus is never lost, folds open by key,
// and a kernel that is gone is said in words.
const FOLD = "jupyter-widget-Collapse";
const LOST = "⚠ The kernel was restarted or has stopped, so this panel no longer answers. " +
  "Choose Run ▸ Run All Cells: your last settings come back.";

// Keys pressed on a list or a button are JupyterLab's shortcuts otherwise: an arrow leaves the panel, a letter
// that looks for an option may cut a cell. JupyterLab itself marks a notebook in which someone writes by this
// class, and takes it away again once the focus moves.
function keepKeys(panel, place, signal) {
  const keep = ({ target }) => {
    if (panel.contains(target)) panel.closest(".jp-Notebook")?.classList.add("jp-mod-readWrite");
  };
  window.addEventListener("keydown", keep, { capture: true, signal });
}

// A button that its own press puts out of service would drop the focus: its neighbour takes it.
function keepFocus(panel, place, signal) {
  let stop;
  const follow = ({ target }) => {
    stop?.();
    stop = watch(target, { attributeFilter: ["disabled"] }, () => {
      const lost = [target, document.body, null].includes(document.activeElement);
      if (target.disabled && lost) neighbour(target)?.focus();
    }, signal);
  };
  panel.addEventListener("focusin", follow, { signal });
}

function neighbour(button) {
  const row = [...button.parentElement.querySelectorAll(":scope > button")];
  const at = row.indexOf(button);
  return [...row.slice(0, at).reverse(), ...row.slice(at + 1)].find((other) => !other.disabled);
}

// The headers of the folds take only clicks by themselves, and say nothing of their state.
function openByKeys(panel, place, signal) {
  const press = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.currentTarget.click();
  };
  const arrange = () => {
    for (const header of panel.querySelectorAll(`.${FOLD}-header:not([role])`)) {
      const fold = header.parentElement;
      const say = () => header.setAttribute("aria-expanded", fold.classList.contains(`${FOLD}-open`));
      header.setAttribute("role", "button");
      header.tabIndex = 0;
      header.addEventListener("keydown", press, { signal });
      watch(fold, { attributeFilter: ["class"] }, say, signal);
      say();
    }
  };
  watch(panel, { childList: true, subtree: true }, arrange, signal);
  arrange();
}

// The widgets' own sign for it is a broken chain beside every control.
function tellOfLostKernel(panel, place, signal) {
  const tell = () => {
    const lost = panel.classList.contains("jupyter-widgets-disconnected");
    if (lost === !place.textContent) place.textContent = lost ? LOST : "";
  };
  place.setAttribute("role", "alert");
  watch(panel, { attributeFilter: ["class"] }, tell, signal);
  tell();
}

function watch(element, what, then, signal) {
  const observer = new MutationObserver(then);
  observer.observe(element, what);
  const stop = () => observer.disconnect();
  signal.addEventListener("abort", stop);
  return stop;
}

export default {
  render({ el }) {
    const ended = new AbortController();
    // It has a width only once it stands in its panel.
    const placed = new ResizeObserver(() => {
      const panel = el.closest(".xsync-panel");
      if (!panel) return;
      placed.disconnect();
      for (const manner of [keepKeys, keepFocus, openByKeys, tellOfLostKernel]) manner(panel, el, ended.signal);
    });
    placed.observe(el);
    return () => {
      placed.disconnect();
      ended.abort();
    };
  },
};
