"""Sees what no rule of accessibility sees: figures away from their heading, torn or cut text."""

from playwright.sync_api import Page

_FAULTS = """() => {
  const found = [];
  const left = (cell) => cell.getBoundingClientRect().left;
  const named = (table) => table.caption?.innerText ?? table.parentElement.id;
  for (const table of document.querySelectorAll("table")) {
    const head = table.tHead?.rows[table.tHead.rows.length - 1];
    if (!table.offsetParent || !head) continue;
    if (getComputedStyle(table.tHead).position === "absolute") continue;
    const heads = [...head.cells].map(left);
    for (const row of table.rows) {
      const cells = [...row.cells];
      if (row.parentElement === table.tHead || !row.offsetParent) continue;
      if (cells.length !== heads.length || cells.some((cell) => cell.colSpan > 1)) continue;
      if (cells.some((cell, rank) => Math.abs(left(cell) - heads[rank]) > 1.5)) {
        found.push(`crooked table: ${named(table)}`);
        break;
      }
    }
  }
  for (const choice of document.querySelectorAll("label.choice")) {
    const parts = [...choice.childNodes].filter((each) =>
      each.tagName ? !each.matches(".visually-hidden") : each.textContent.trim());
    if (parts.length > 2) found.push(`torn to columns: ${choice.innerText}`);
  }
  for (const child of document.querySelectorAll("main details[open] > :not(summary)")) {
    const inside = child.getBoundingClientRect();
    if (inside.width && inside.left < left(child.parentElement) + 8) {
      found.push(`glued to its frame: ${child.className}`);
    }
  }
  for (const caption of document.querySelectorAll(".scroll caption")) {
    const words = document.createRange();
    words.selectNodeContents(caption);
    const edge = caption.closest(".scroll").getBoundingClientRect().right;
    if (caption.offsetParent && words.getBoundingClientRect().right > edge + 1 &&
        !caption.classList.contains("visually-hidden")) {
      found.push(`caption cut: ${caption.innerText}`);
    }
  }
  for (const region of innerWidth < 1200 ? [] : document.querySelectorAll(".scroll")) {
    if (region.offsetParent && region.scrollWidth > region.clientWidth + 1) {
      found.push(`cut at a desk: ${region.getAttribute("aria-labelledby")}`);
    }
  }
  return found;
}"""


def layout_faults(page: Page) -> list[str]:
    """One line for each table that is crooked or that a desk cuts, and for each torn or cut text.

    Cells stand under their headings; tables that a phone stacks have none. A choice is a box and
    one text: more would stand as columns. What a person opens keeps off its frame, a caption
    within the page.
    """
    found: list[str] = page.evaluate(_FAULTS)
    return found
