// The frame: who is signed in, which page is open, in which language.

import { createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { ask, type Locale, type Me, Refused } from "./api";
import { Organisation } from "./pages/organisation";
import { People } from "./pages/people";
import { Security } from "./pages/security";
import { SignIn } from "./pages/signin";
import { languageTag, preferred, type Say, speaker } from "./text";

export interface Here {
  me: Me;
  locale: Locale;
  say: Say;
  /** Asks the API in the person's language; a session that has ended leads back to signing in. */
  call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Asks once more who is signed in: after the second factor, or a role of one's own. */
  refresh: () => Promise<void>;
}

const HereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error("nobody is signed in");
  return here;
}

const PAGES = { organisation: Organisation, people: People, security: Security };
type PageName = keyof typeof PAGES;

function pageAsked(): PageName {
  const name = location.hash.replace("#/", "");
  return Object.hasOwn(PAGES, name) ? (name as PageName) : "organisation";
}

/** The token of a link from the chat, taken out of the address at once: it must not stay in the history. */
function tokenTaken(): string {
  const found = location.hash.startsWith("#/") ? "" : location.hash.slice(1);
  if (found) history.replaceState(null, "", location.pathname);
  return found;
}

export function Console() {
  const [token] = useState(tokenTaken);
  const [me, setMe] = useState<Me | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [locale, setLocale] = useState<Locale>(preferred);
  const [page, setPage] = useState<PageName>(pageAsked);
  const say = useMemo(() => speaker(locale), [locale]);

  async function signIn(): Promise<void> {
    try {
      const found = token
        ? await ask<Me>(locale, "POST", "/session", { link: token })
        : await ask<Me>(locale, "GET", "/session");
      setLocale(found.locale);
      setMe(found);
    } catch (problem) {
      if (problem instanceof Refused) setRefused(problem);
      else throw problem;
    }
  }

  useEffect(() => {
    void signIn();
    const turned = () => setPage(pageAsked());
    addEventListener("hashchange", turned);
    turned(); // The address may have changed since the first look at it.
    return () => removeEventListener("hashchange", turned);
  }, []);

  useEffect(() => {
    document.documentElement.lang = languageTag(locale);
    document.title = me ? `${say(`console-page-${page}`)} · ${me.organisation.name}` : say("console-title");
  }, [locale, page, me]);

  const language = (
    <button type="button" class="plain" lang={locale === "zh" ? "en" : "zh-CN"} onClick={() => setLocale(locale === "zh" ? "en" : "zh")}>
      {locale === "zh" ? "English" : "中文"}
    </button>
  );

  if (!me) return <SignIn say={say} refused={refused} linked={token !== ""} language={language} />;

  const here: Here = {
    me,
    locale,
    say,
    call: async (method, path, body) => {
      try {
        return await ask(locale, method, path, body);
      } catch (problem) {
        if (problem instanceof Refused && problem.code === "session_missing") {
          setRefused(problem);
          setMe(null);
        }
        throw problem;
      }
    },
    refresh: async () => setMe(await ask<Me>(locale, "GET", "/session")),
  };
  const Page = PAGES[page];
  return (
    <HereContext.Provider value={here}>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // What stands behind # names the page that is open.
          document.getElementById("main")?.focus();
        }}
      >
        {say("console-skip")}
      </a>
      <header>
        <strong>{me.organisation.name}</strong>
        <nav aria-label={say("console-pages")}>
          {(Object.keys(PAGES) as PageName[]).map((name) => (
            <a key={name} href={`#/${name}`} aria-current={name === page ? "page" : undefined}>
              {say(`console-page-${name}`)}
            </a>
          ))}
        </nav>
        <span class="who">{say("console-signed-in", { name: me.nickname ?? me.person })}</span>
        {language}
        <button
          type="button"
          class="plain"
          onClick={() => void here.call("DELETE", "/session").finally(() => location.reload())}
        >
          {say("console-sign-out")}
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{say(`console-page-${page}`)}</h1>
        <Page />
      </main>
    </HereContext.Provider>
  );
}
