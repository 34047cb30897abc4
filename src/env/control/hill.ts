import { maths } from '../../kernels/kernels.js';
import { Canvas } from '../kit/canvas.js';

const LEFT_END = -1.2;
const RIGHT_END = 0.6;

/** The mountain cars' hill as text, sin(3x) high, with the flag at `goal` and the car. */
export function hillLines(position: number, velocity: number, goal: number, step: number): string[] {
  const canvas = new Canvas(48, 9);
  const across = (x: number) => ((x - LEFT_END) / (RIGHT_END - LEFT_END)) * (canvas.width - 1);
  const down = (x: number) => canvas.height - 4 - (maths.sin(3 * x) + 1) * 0.5 * (canvas.height - 10);
  for (let dot = 0; dot < canvas.width; dot++) {
    canvas.dot(dot, down(LEFT_END + (dot / (canvas.width - 1)) * (RIGHT_END - LEFT_END)));
  }
  canvas.line(across(goal), down(goal) - 6, across(goal), down(goal));
  canvas.box(across(goal), down(goal) - 6, across(goal) + 3, down(goal) - 4);
  canvas.box(across(position) - 2, down(position) - 4, across(position) + 2, down(position) - 2);
  return [...canvas.lines(), `position ${position.toFixed(2)}, velocity ${velocity.toFixed(3)}, step ${step}`];
}
