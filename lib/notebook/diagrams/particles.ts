import { circle, type Point, type Shape } from "./shape.js";

/** Radius in px of the symbols of electrons and holes. */
export const particleRadius = 3.6;

/** An electron: a filled circle. */
export const electron = (place: Point): Shape => circle(place, particleRadius, { fill: "#000000" });

/** A hole, or an empty state: an open circle. */
export const hole = (place: Point): Shape =>
  circle(place, particleRadius - 0.6, { fill: "#ffffff", stroke: "#000000", strokeWidth: 1.2 });
