// Whether what was found in a program without the declarations of its environment is what the whole program would show.

/** A reader doubts when it meets a type that the program may lack. */
export class Certainty {
  #isSure = true;

  get isSure(): boolean {
    return this.#isSure;
  }

  doubt(): void {
    this.#isSure = false;
  }
}
