import { render } from "preact";
import { Console } from "./console";
import "./console.css";

const place = document.getElementById("console");
if (place) render(<Console />, place);
