// Who belongs to the organisation and which roles they hold; giving and taking them asks for the second factor.

import { useState } from "preact/hooks";
import { type PeoplePage, Refused, type Somebody } from "../api";
import { Problem, Shown, useAsked } from "../asking";
import { useHere } from "../console";
import { Proof } from "../proof";
import { day } from "../text";

interface Deed {
  method: string;
  path: string;
  body?: unknown;
  /** What it is, for whoever must confirm it. */
  told: string;
}

export function People() {
  const { say, call } = useHere();
  const [search, setSearch] = useState("");
  const [tokens, setTokens] = useState<string[]>([""]);
  const token = tokens[tokens.length - 1] ?? "";
  const asked = useAsked<PeoplePage>(`/people?${new URLSearchParams({ search, page_token: token })}`);
  const [deed, setDeed] = useState<Deed | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [done, setDone] = useState("");

  async function run(wanted: Deed): Promise<void> {
    setDeed(wanted);
    setRefused(null);
    setDone("");
    try {
      await call(wanted.method, wanted.path, wanted.body);
      setDeed(null);
      setDone(say("console-done", { told: wanted.told }));
      asked.again();
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      setRefused(problem);
      if (problem.code !== "second_factor_needed") setDeed(null);
    }
  }

  return (
    <>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setTokens([""]);
          setSearch(String(new FormData(event.currentTarget).get("search") ?? "").trim());
        }}
      >
        <label>
          {say("console-search")} <input name="search" type="search" maxLength={64} defaultValue={search} />
        </label>
        <button type="submit">{say("console-find")}</button>
      </form>
      <p role="status" class="note">
        {done}
      </p>
      <Problem refused={refused} />
      {deed && refused?.code === "second_factor_needed" && <Proof asked onProved={() => void run(deed)} />}
      {refused?.code === "second_factor_missing" && (
        <p>
          <a href="#/security">{say("console-page-security")}</a>
        </p>
      )}
      <Shown asked={asked}>
        {(page) => (
          <>
            <table>
              <caption class="note">{say("console-looked")}</caption>
              <thead>
                <tr>
                  <th scope="col">{say("console-name")}</th>
                  <th scope="col">{say("console-since")}</th>
                  <th scope="col">{say("console-roles")}</th>
                  {page.roles.length > 0 && <th scope="col">{say("console-change")}</th>}
                </tr>
              </thead>
              <tbody>
                {page.people.map((one) => (
                  <Row key={one.id} one={one} givable={page.roles} run={run} />
                ))}
              </tbody>
            </table>
            {page.people.length === 0 && <p>{say("console-nobody")}</p>}
            <p class="pages">
              {tokens.length > 1 && (
                <button type="button" onClick={() => setTokens(tokens.slice(0, -1))}>
                  {say("console-before")}
                </button>
              )}
              {page.next_page_token && (
                <button type="button" onClick={() => setTokens([...tokens, page.next_page_token])}>
                  {say("console-after")}
                </button>
              )}
            </p>
          </>
        )}
      </Shown>
    </>
  );
}

function Row({ one, givable, run }: { one: Somebody; givable: string[]; run: (deed: Deed) => Promise<void> }) {
  const { say, locale, me } = useHere();
  const name = one.nickname || "—";
  const free = givable.filter((role) => !one.roles.some((held) => held.role === role && held.where === null));
  return (
    <tr>
      <th scope="row">
        {name} {one.id === me.person && <span class="note">{say("console-you")}</span>}
      </th>
      <td data-label={say("console-since")}>{day(locale, one.since)}</td>
      <td>
        <ul class="roles">
          {one.roles.map((held) => {
            const role = say(`role-${held.role}`);
            return (
              <li key={held.id}>
                {held.where ? `${role} · ${held.where}` : role}{" "}
                {givable.includes(held.role) && (
                  <button
                    type="button"
                    aria-label={say("console-take-of", { role, name })}
                    onClick={() => {
                      const told = say("console-take-of", { role, name });
                      if (confirm(`${told}?`)) void run({ method: "DELETE", path: `/roles/${held.id}`, told });
                    }}
                  >
                    {say("console-take")}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      </td>
      {givable.length > 0 && (
        <td>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              const role = String(new FormData(event.currentTarget).get("role") ?? "");
              const told = say("console-give-to", { role: say(`role-${role}`), name });
              void run({ method: "POST", path: `/people/${one.id}/roles`, body: { role }, told });
            }}
          >
            <select name="role" aria-label={say("console-role-for", { name })} required>
              <option value="">{say("console-choose-role")}</option>
              {free.map((role) => (
                <option key={role} value={role}>
                  {say(`role-${role}`)}
                </option>
              ))}
            </select>{" "}
            <button type="submit" aria-label={say("console-give-a-role", { name })}>
              {say("console-give")}
            </button>{" "}
            {one.id !== me.person && (
              <button
                type="button"
                class="danger"
                aria-label={say("console-remove-of", { name })}
                onClick={() => {
                  const told = say("console-remove-of", { name });
                  if (confirm(`${told}? ${say("console-remove-what")}`))
                    void run({ method: "DELETE", path: `/people/${one.id}`, told });
                }}
              >
                {say("console-remove")}
              </button>
            )}
          </form>
        </td>
      )}
    </tr>
  );
}
