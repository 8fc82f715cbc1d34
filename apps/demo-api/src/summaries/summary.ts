// Computes the low, the mean and the high of many numbers, one number after the other.
export interface Summary {
  readonly readings: number;
  readonly low: number;
  readonly high: number;
  readonly sum: number;
}

export const noReadings: Summary = { readings: 0, low: Infinity, high: -Infinity, sum: 0 };

export function addTemperature(summary: Summary, temperature: number): Summary {
  return {
    readings: summary.readings + 1,
    low: Math.min(summary.low, temperature),
    high: Math.max(summary.high, temperature),
    sum: summary.sum + temperature,
  };
}

export const meanOf = ({ sum, readings }: Summary): number => sum / readings;
