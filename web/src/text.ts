// Both languages, from the Fluent files that the bot reads too.

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import enConsole from "../../language/locales/en/console.ftl?raw";
import enRoles from "../../language/locales/en/roles.ftl?raw";
import zhConsole from "../../language/locales/zh/console.ftl?raw";
import zhRoles from "../../language/locales/zh/roles.ftl?raw";
import type { Locale } from "./api";

const SOURCES: Record<Locale, string[]> = { zh: [zhConsole, zhRoles], en: [enConsole, enRoles] };
const TAGS: Record<Locale, string> = { zh: "zh-CN", en: "en" };

const bundles = Object.fromEntries(
  Object.entries(SOURCES).map(([locale, sources]) => {
    const bundle = new FluentBundle(TAGS[locale as Locale], { useIsolating: false });
    for (const source of sources) bundle.addResource(new FluentResource(source));
    return [locale, bundle];
  }),
) as Record<Locale, FluentBundle>;

export type Say = (id: string, values?: Record<string, FluentVariable>) => string;

/** What says a text in a language; an id that is missing is told as itself. */
export function speaker(locale: Locale): Say {
  const bundle = bundles[locale];
  return (id, values) => {
    const message = bundle.getMessage(id);
    return message?.value ? bundle.formatPattern(message.value, values ?? null) : id;
  };
}

/** A moment as people of that language write it. */
export function moment(locale: Locale, at: string): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** A moment's day. */
export function day(locale: Locale, at: string): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: "medium" }).format(new Date(at));
}

export function languageTag(locale: Locale): string {
  return TAGS[locale];
}

/** The language that the browser prefers. */
export function preferred(): Locale {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
