/// The style sheet of the page, and its script, which makes tables searchable and sortable where
/// scripts are allowed.
enum StatsPageParts {
  static let style = """

    :root { --ink: #1d2430; --soft: #5b6472; --paper: #ffffff; --card: #f5f6f8; --line: #d9dde3; \
    --bar: #2f6fb3; color-scheme: light dark; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a2abb8; \
    --paper: #14171c; --card: #1d2127; --line: #363c46; --bar: #6ea8e6; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink); \
    font: 16px/1.45 system-ui, sans-serif; }
    main { max-width: 62rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
    section { background: var(--card); border-radius: .5rem; padding: .9rem 1rem; \
    margin: 0 0 1rem; }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); \
    gap: .75rem; margin: 0; }
    dt { color: var(--soft); font-size: .85rem; }
    dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    table { width: 100%; border-collapse: collapse; }
    th, td { text-align: left; vertical-align: top; padding: .25rem .5rem .25rem 0; \
    font-weight: normal; overflow-wrap: anywhere; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .bars th { width: 34%; }
    .bars .number { width: 26%; padding-right: .75rem; }
    .bars .bar { width: 40%; vertical-align: middle; }
    .bars svg { display: block; width: 100%; height: .85rem; fill: var(--bar); }
    .rows th { color: var(--soft); font-size: .85rem; }
    .rows td, .rows th { border-top: 1px solid var(--line); }
    .rows thead th { border-top: 0; white-space: nowrap; overflow-wrap: normal; }
    .rows .number { white-space: nowrap; overflow-wrap: normal; }
    .rows th button { all: unset; cursor: pointer; }
    .rows th button:focus-visible { outline: 2px solid var(--bar); }
    input { width: 100%; font: inherit; color: inherit; background: var(--paper); \
    border: 1px solid var(--line); border-radius: .35rem; padding: .35rem .5rem; margin: 0 0 .5rem; }
    @media (max-width: 40rem) {
    .bars tr { display: grid; grid-template-columns: 1fr auto; padding: .2rem 0; }
    .bars th, .bars .number, .bars .bar { width: auto; padding-right: 0; }
    .bars .bar { grid-column: 1 / -1; }
    .rows thead { display: none; }
    .rows tr { display: block; border-top: 1px solid var(--line); padding: .35rem 0; }
    .rows td { display: grid; grid-template-columns: 6rem 1fr; border: 0; padding: .1rem 0; \
    text-align: left; }
    .rows td::before { content: attr(data-name); color: var(--soft); font-size: .85rem; }
    }

    """

  static let script = """

    for (const table of document.querySelectorAll("table.rows")) {
      const body = table.tBodies[0];
      if (body.rows.length > 8) {
        const field = document.createElement("input");
        field.type = "search";
        field.placeholder = "Search";
        field.setAttribute("aria-label", "Search these rows");
        field.addEventListener("input", () => {
          const words = field.value.toLowerCase().split(" ").filter(Boolean);
          for (const row of body.rows) {
            const text = row.textContent.toLowerCase();
            row.hidden = !words.every((word) => text.includes(word));
          }
        });
        table.before(field);
      }
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = document.createElement("button");
        button.textContent = head.textContent;
        head.replaceChildren(button);
        let sign = 1;
        button.addEventListener("click", () => {
          const isNumber = head.className === "number";
          const key = (row) => {
            const text = row.cells[column].textContent;
            return isNumber ? Number(text.replaceAll(",", "")) || 0 : text;
          };
          const rows = [...body.rows].sort((a, b) => {
            const [x, y] = [key(a), key(b)];
            return sign * (isNumber ? x - y : x.localeCompare(y));
          });
          sign = -sign;
          head.setAttribute("aria-sort", sign < 0 ? "ascending" : "descending");
          body.append(...rows);
        });
      });
    }

    """
}
