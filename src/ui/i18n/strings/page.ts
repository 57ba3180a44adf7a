import type { DeviceErrorCode } from '../../../index.ts';
import type { PagePart } from '../../page_parts.ts';

export interface PageStrings {
  readonly page: {
    title: string;
    description: string;
    tagline: string;
    skip: string;
    navLabel: string;
    nav: Record<PagePart, string>;
  };
  readonly languageName: string;
  readonly units: {
    microseconds(value: string): string;
    milliseconds(value: string): string;
    seconds(value: string): string;
    minutes(minutes: string, seconds: string): string;
  };
  readonly settings: { language: string; theme: string; themes: Record<'system' | 'light' | 'dark', string> };
  readonly adapter: {
    starting: string;
    software(name: string): string;
    missing: string;
    label: string;
    problems: Record<DeviceErrorCode, { title: string; advice: string }>;
    intact: string;
    kept: string;
    tryAgain: string;
    trying: string;
  };
}
