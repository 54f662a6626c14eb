// Nobody is signed in: how to get a link, and what was wrong with the last one.

import type { ComponentChildren } from "preact";
import type { Refused } from "../api";
import type { Say } from "../text";

interface Props {
  say: Say;
  refused: Refused | null;
  linked: boolean;
  language: ComponentChildren;
}

export function SignIn({ say, refused, linked, language }: Props) {
  if (!refused)
    return (
      <main class="alone" aria-busy="true">
        <p role="status">{say("console-loading")}</p>
      </main>
    );
  const told = refused.code === "offline" ? say("console-offline") : refused.message;
  return (
    <main class="alone">
      <div class="ends">{language}</div>
      <h1>{say("console-title")}</h1>
      {(linked || refused.code !== "session_missing") && <p role="alert">{told}</p>}
      <p>{say("console-how")}</p>
      <ol>
        <li>{say("console-how-1")}</li>
        <li>{say("console-how-2")}</li>
      </ol>
    </main>
  );
}
