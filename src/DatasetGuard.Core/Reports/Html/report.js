'use strict';

// The page is complete without this script. It only filters, sorts, copies, enlarges, switches colours and the marks in numbers, and never makes markup from text.
const byId = id => document.getElementById(id);

const themes = ['system', 'light', 'dark'];

// The marks in a number as the reader's language has them; the page is written with English ones.
const numberMarks = (() => {
  try {
    const parts = new Intl.NumberFormat(navigator.language, { numberingSystem: 'latn' }).formatToParts(12345.5);
    const mark = type => parts.find(part => part.type === type)?.value ?? '';
    return { ',': mark('group'), '.': mark('decimal') };
  } catch {
    return { ',': ',', '.': '.' }; // A system may name its language in a way that no standard knows.
  }
})();
const numberPattern = /(?<=^|[\s(+−–±<>≤≥≈×]|(?:^|[\s(])-)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?=$|[\s)%;×–…]|[.,:!?](?:\s|$))/g;

const localNumbers = text => text.replace(numberPattern, number => number.replace(/[,.]/g, mark => numberMarks[mark]));
const localCount = count => String(count).replace(/\B(?=(?:\d{3})+$)/g, numberMarks[',']);

// What stands for itself keeps its marks: names, code, and the pages of rules, whose numbers are also those of sections.
function startNumbers() {
  if (numberMarks[','] === ',' && numberMarks['.'] === '.') return;

  const kept = 'code, pre, script, option, .explain, [translate=no]';
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, node =>
    node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT : node.matches(kept) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
  while (nodes.nextNode()) {
    const text = localNumbers(nodes.currentNode.data);
    if (text !== nodes.currentNode.data) nodes.currentNode.data = text;
  }
  for (const image of document.querySelectorAll('svg[aria-label]')) image.setAttribute('aria-label', localNumbers(image.getAttribute('aria-label')));
  for (const cell of document.querySelectorAll('td[title]')) cell.title = localNumbers(cell.title);
}

function showTheme(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId('theme').lastElementChild.textContent = theme;
}

function stored(theme) {
  try {
    if (theme) localStorage.setItem('datasetguard-theme', theme);
    return localStorage.getItem('datasetguard-theme');
  } catch {
    return null; // A browser may give pages from the disk no storage.
  }
}

function startTheme() {
  let theme = themes.includes(stored()) ? stored() : 'system';
  showTheme(theme);
  byId('theme').hidden = false;
  byId('theme').addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    showTheme(theme);
    stored(theme);
  });
}

function startFilters() {
  const controls = byId('controls');
  if (!controls) return;

  const cards = [...document.querySelectorAll('#cards > .card')];
  const texts = new Map(cards.map(card => [card, card.textContent.toLowerCase()]));
  const order = card => Number(card.dataset.order);
  const orders = {
    order: (a, b) => order(a) - order(b),
    count: (a, b) => b.dataset.count - a.dataset.count || order(a) - order(b),
    rule: (a, b) => a.dataset.rule < b.dataset.rule ? -1 : a.dataset.rule > b.dataset.rule ? 1 : order(a) - order(b),
    class: (a, b) => a.dataset.class < b.dataset.class ? -1 : a.dataset.class > b.dataset.class ? 1 : order(a) - order(b),
  };

  const filter = () => {
    const text = byId('filter-text').value.trim().toLowerCase();
    let count = 0;
    for (const card of cards) {
      const fits = ['level', 'rule', 'class'].every(name => {
        const wanted = byId(`filter-${name}`).value;
        return wanted === '' || card.dataset[name] === wanted;
      });
      card.hidden = !(fits && texts.get(card).includes(text));
      if (!card.hidden) count++;
    }
    byId('shown').textContent = count === cards.length ? `${localCount(count)} findings` : `${localCount(count)} of ${localCount(cards.length)} findings`;
  };

  controls.hidden = false;
  controls.addEventListener('submit', event => event.preventDefault());
  controls.addEventListener('input', filter);
  byId('sort').addEventListener('change', event => byId('cards').append(...cards.sort(orders[event.target.value])));
  window.addEventListener('hashchange', () => {
    const target = byId(location.hash.slice(1));
    if (target?.hidden) {
      controls.reset();
      byId('cards').append(...cards.sort(orders.order));
      filter();
      target.scrollIntoView();
    }
  });
}

function startCopying() {
  for (const button of document.querySelectorAll('.copy')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const list = byId(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(list.textContent.trim());
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(list);
        button.textContent = 'Selected: press Ctrl+C';
      }
    });
  }
}

function startViewer() {
  const viewer = byId('viewer');
  let pictures = [];
  let at = 0;

  const show = index => {
    at = (index + pictures.length) % pictures.length;
    const source = pictures[at].querySelector('img');
    const image = source.cloneNode();
    const factor = Math.max(1, Math.floor(384 / Math.max(source.width, source.height)));
    image.width = source.width * factor;
    image.height = source.height * factor;
    viewer.querySelector('.stage').replaceChildren(image);
    const { note, score } = pictures[at].dataset;
    viewer.querySelector('.caption').textContent = `${source.alt} (${[note, score && `score ${localNumbers(score)}`].filter(part => part).join(', ')})`;
  };

  document.addEventListener('click', event => {
    const button = event.target.closest('.gallery button');
    if (!button) return;
    pictures = [...button.closest('.gallery').querySelectorAll('button')];
    show(pictures.indexOf(button));
    viewer.showModal();
  });
  viewer.addEventListener('click', event => {
    if (event.target.dataset.step) show(at + Number(event.target.dataset.step));
    else if (event.target === viewer || 'close' in event.target.dataset) viewer.close();
  });
  viewer.addEventListener('keydown', event => {
    if (event.key === 'ArrowLeft') show(at - 1);
    if (event.key === 'ArrowRight') show(at + 1);
  });
}

function openTarget() {
  const target = byId(location.hash.slice(1));
  if (target?.tagName === 'DETAILS') target.open = true;
}

function startSaving() {
  const json = byId('report-json');
  if (!json) return;
  byId('save-json').hidden = false;
  byId('save-json').addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([json.textContent.slice(1)], { type: 'application/json' }));
    link.download = 'report.json';
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

startTheme();
startNumbers();
startFilters();
startCopying();
startViewer();
startSaving();
window.addEventListener('hashchange', openTarget);
openTarget();
