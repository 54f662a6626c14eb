// What every page needs: something asked for when it opens, and what to show until it is there or why it is not.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "./api";
import { useHere } from "./console";

export interface Asked<T> {
  found: T | null;
  refused: Refused | null;
  again: () => void;
}

/** The answer to a GET, asked again when the path or the language changes; an older answer never replaces a newer. */
export function useAsked<T>(path: string): Asked<T> {
  const { call, locale } = useHere();
  const [found, setFound] = useState<T | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    call<T>("GET", path)
      .then((answer) => {
        if (!current) return;
        setFound(answer);
        setRefused(null);
      })
      .catch((problem: unknown) => {
        if (!(problem instanceof Refused)) throw problem;
        if (current) setRefused(problem);
      });
    return () => {
      current = false;
    };
  }, [path, locale, turn]);
  return { found, refused, again: () => setTurn(turn + 1) };
}

/** What was wrong, brought into sight: what was pressed may stand far below it. */
export function Problem({ refused }: { refused: Refused | null }) {
  const { say } = useHere();
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [refused]);
  if (!refused) return null;
  return <p role="alert" ref={place}>{refused.code === "offline" ? say("console-offline") : refused.message}</p>;
}

/** Shows what was found, or why not. */
export function Shown<T>({ asked, children }: { asked: Asked<T>; children: (found: T) => ComponentChildren }) {
  const { say } = useHere();
  return (
    <>
      <Problem refused={asked.refused} />
      {asked.found === null && !asked.refused && <p role="status">{say("console-loading")}</p>}
      {asked.found !== null && children(asked.found)}
    </>
  );
}
