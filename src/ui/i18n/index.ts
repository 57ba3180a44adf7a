import { readPreference, writePreference } from '../preferences.ts';
import { opening } from '../share/opening_address.ts';
import { effect, signal } from '../signal.ts';
import { english } from './english/index.ts';
import { simplifiedChinese } from './simplified_chinese/index.ts';
import type { Strings } from './strings/index.ts';

/** Every language the page speaks, named by its tag (BCP 47). A language that lacks a text does not compile. */
const dictionaries = { en: english, 'zh-CN': simplifiedChinese } satisfies Record<string, Strings>;

export type Language = keyof typeof dictionaries;
export const languages = Object.keys(dictionaries) as Language[];

/** The language a tag asks for, whatever its region or script. */
export function languageOf(tag: string): Language | undefined {
  const primary = tag.split('-')[0];
  return languages.find((language) => language.split('-')[0] === primary);
}

/** The language of a visit that no link decides: what was chosen here before, else what the browser asks for. */
export function preferredLanguage(): Language {
  const wanted = [readPreference('language') ?? '', ...navigator.languages];
  for (const tag of wanted) {
    const found = languageOf(tag);
    if (found !== undefined) return found;
  }
  return 'en';
}

export const language = signal<Language>(languageOf(opening.given.get('lang') ?? '') ?? preferredLanguage());

/** The texts of the chosen language. Read inside an effect or an element, they follow the choice. */
export function strings(): Strings {
  return dictionaries[language()];
}

/** A language's name in that language. */
export function languageName(of: Language): string {
  return dictionaries[of].languageName;
}

/** Changes the language and remembers it for the next visit. */
export function chooseLanguage(next: Language): void {
  language.set(next);
  writePreference('language', next);
}

effect(() => {
  document.documentElement.lang = language();
  document.title = strings().page.title;
  document.querySelector('meta[name="description"]')?.setAttribute('content', strings().page.description);
});
