// The person's own second factor, and their sessions on whatever machine.

import { useState } from "preact/hooks";
import { type BrowserSession, Refused, type SecretOffered } from "../api";
import { Problem, Shown, useAsked } from "../asking";
import { useHere } from "../console";
import { Proof } from "../proof";
import { moment } from "../text";

export function Security() {
  const { say } = useHere();
  return (
    <>
      <section aria-labelledby="factor">
        <h2 id="factor">{say("console-factor")}</h2>
        <SecondFactor />
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">{say("console-sessions")}</h2>
        <Sessions />
      </section>
    </>
  );
}

function SecondFactor() {
  const { say, call, me, refresh } = useHere();
  const [offered, setOffered] = useState<SecretOffered | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);

  function attempt(doing: Promise<unknown>): void {
    setRefused(null);
    doing.catch((problem: unknown) => {
      if (!(problem instanceof Refused)) throw problem;
      setRefused(problem);
    });
  }

  if (me.second_factor)
    return (
      <>
        <p>{say(me.proved ? "console-factor-proved" : "console-factor-stands")}</p>
        <Problem refused={refused} />
        {me.proved ? (
          <button
            type="button"
            class="danger"
            onClick={() => {
              if (confirm(say("console-factor-end-ask"))) attempt(call("DELETE", "/second-factor").then(refresh));
            }}
          >
            {say("console-factor-end")}
          </button>
        ) : (
          <Proof onProved={() => undefined} />
        )}
      </>
    );
  return (
    <>
      <p>{say("console-factor-why")}</p>
      <Problem refused={refused} />
      {offered ? (
        <>
          <img class="qr" alt={say("console-factor-qr")} src={offered.image} />
          <p>
            {say("console-factor-secret")} <code>{offered.secret.replace(/(.{4})/g, "$1 ").trim()}</code>
          </p>
          <Proof onProved={() => setOffered(null)} />
        </>
      ) : (
        <button type="button" onClick={() => attempt(call<SecretOffered>("POST", "/second-factor").then(setOffered))}>
          {say("console-factor-begin")}
        </button>
      )}
    </>
  );
}

function Sessions() {
  const { say, call, locale } = useHere();
  const asked = useAsked<{ sessions: BrowserSession[] }>("/sessions");
  return (
    <Shown asked={asked}>
      {({ sessions }) => (
        <table>
          <thead>
            <tr>
              <th scope="col">{say("console-browser")}</th>
              <th scope="col">{say("console-opened")}</th>
              <th scope="col">{say("console-seen")}</th>
              <th scope="col">{say("console-change")}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((one) => (
              <tr key={one.id}>
                <th scope="row" class="agent">
                  {one.agent || "—"}
                </th>
                <td data-label={say("console-opened")}>{moment(locale, one.opened_at)}</td>
                <td data-label={say("console-seen")}>{moment(locale, one.seen_at)}</td>
                <td>
                  {one.current ? (
                    say("console-this-one")
                  ) : (
                    <button
                      type="button"
                      aria-label={say("console-end-of", { at: moment(locale, one.opened_at) })}
                      onClick={() => void call("DELETE", `/sessions/${one.id}`).finally(asked.again)}
                    >
                      {say("console-end")}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Shown>
  );
}
