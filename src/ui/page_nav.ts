import { element } from './elements.ts';
import { strings } from './i18n/index.ts';
import { type PagePart, pageParts } from './page_parts.ts';

/** Gives a part of the page its name in the address, and lets a link to it take the keyboard along. */
export function asPart(name: PagePart, part: HTMLElement): HTMLElement {
  part.id = name;
  part.tabIndex = -1;
  return part;
}

/** Links to the parts of the page. */
export function pageNav(): HTMLElement {
  return element(
    'nav',
    { class: 'page-nav', 'aria-label': () => strings().page.navLabel },
    ...pageParts.map((name) => element('a', { href: `#${name}` }, () => strings().page.nav[name])),
  );
}

/** Goes where the address points: its part was not there yet when the browser looked for it. */
export function goToAddressedPart(): void {
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
