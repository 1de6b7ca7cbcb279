"use strict";
// The page is complete without this script; it adds sorting and a filter to each table.
(() => {
  const texts = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const compare = {
    text: (a, b) => texts.compare(a, b),
    number: (a, b) => Number(a) - Number(b),
    date: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  };
  const valueOf = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.value ?? cell.textContent;
  };

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    heads.forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const kind = compare[head.dataset.kind] ?? compare.text;
        const sorted = [...body.rows]
          .map((row) => ({ row, value: valueOf(row, index) }))
          .sort((a, b) => {
            // Rows without a value come last in either order.
            if (a.value === "" || b.value === "") {
              return (a.value === "") - (b.value === "");
            }

            return descending ? kind(b.value, a.value) : kind(a.value, b.value);
          });
        body.append(...sorted.map((entry) => entry.row));
      });
    });
  };

  const filterable = (table, number) => {
    const rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      text: [...row.cells].map((cell) => cell.textContent).join("\n").toLocaleLowerCase(),
    }));
    const tools = document.createElement("div");
    tools.className = "tools";
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    input.type = "search";
    input.id = "filter-" + number;
    label.htmlFor = input.id;
    label.textContent = "Filter " + table.dataset.name.toLocaleLowerCase();
    count.setAttribute("role", "status");
    count.htmlFor = input.id;
    const show = () => {
      const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach(({ row, text }) => {
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      });
      const all = rows.length + (rows.length === 1 ? " row" : " rows");
      count.textContent = shown === rows.length ? all : shown + " of " + all;
    };
    input.addEventListener("input", show);
    show();
    tools.append(label, input, count);
    table.closest(".scroll").before(tools);
  };

  document.querySelectorAll("table").forEach((table, number) => {
    sortable(table);
    filterable(table, number);
  });
})();
