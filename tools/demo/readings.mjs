// A year of hourly weather in Seattle, from the npm package vega-datasets.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run-command.mjs';

const file = 'node_modules/vega-datasets/data/seattle-weather-hourly-normals.csv';
const header = 'date,pressure,temperature,wind';

/** Returns every reading of the file: its day (`2010-07-28`), its time, and the measurements (hPa, °C, m/s). */
export function readReadings(text = readFileSync(path.join(root, file), 'utf8')) {
  const [first, ...lines] = text.trim().split(/\r?\n/);
  if (first !== header) throw new Error(`${file} has the columns ${first}, not ${header}`);
  return lines.map((line) => {
    const [date, pressure, temperature, wind] = line.split(',');
    return {
      day: date.slice(0, 10),
      at: new Date(`${date}Z`),
      pressure: Number(pressure),
      temperature: Number(temperature),
      wind: Number(wind),
    };
  });
}
