import { describe, expect, it } from "vitest";
import {
  CASCADE,
  type Complaints,
  check,
  field,
  model,
  openStore,
  Q,
  SET_NULL,
  UsageError,
  unique,
  ValidationError,
} from "../../src/index.ts";

/** What a call refuses, by field. */
function refusal(work: () => unknown): ValidationError {
  try {
    work();
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error("expected a ValidationError");
}

/** The codes of what a call refuses, by field; none where it refuses nothing. */
function codes(work: () => unknown): { readonly [field: string]: readonly string[] } {
  let errors: Complaints = {};
  try {
    work();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    ({ errors } = error);
  }
  const entries = Object.entries(errors);
  return Object.fromEntries(entries.map(([name, list]) => [name, list.map(({ code }) => code)]));
}

/** A store of one model with one field, and what `cleanFields()` makes of a value for it. */
function cleaned(value: unknown, definition: object): unknown {
  const { A } = openStore({ A: model({ x: definition as ReturnType<typeof field.char> }) }).models;
  return A.build({ x: value as string }).cleanFields().x;
}

const codesOf = (value: unknown, definition: object) =>
  codes(() => cleaned(value, definition)).x ?? [];

describe("cleanFields()", () => {
  it.each([
    ["char", field.char({ maxLength: 3 }), "abcd", "max-length"],
    ["slug", field.slug(), "a b", "invalid"],
    ["email", field.email(), "ringo", "invalid"],
    ["url", field.url(), "beatles", "invalid"],
    ["uuid", field.uuid(), "7d44", "invalid"],
    ["boolean", field.boolean(), "maybe", "invalid"],
    ["boolean, null", field.boolean(), null, "invalid"],
    ["integer", field.integer(), "one", "invalid"],
    ["integer, empty", field.integer(), "", "invalid"],
    ["smallInteger", field.smallInteger(), 40_000, "max-value"],
    ["positiveInteger", field.positiveInteger(), -1, "min-value"],
    ["bigInteger", field.bigInteger(), 2n ** 63n, "max-value"],
    ["bigInteger, text", field.bigInteger(), "1.5", "invalid"],
    ["float", field.float(), "1,5", "invalid"],
    ["decimal", field.decimal({ maxDigits: 4, decimalPlaces: 2 }), "x", "invalid"],
    ["digits", field.decimal({ maxDigits: 4, decimalPlaces: 2 }), "123.45", "max-digits"],
    ["places", field.decimal({ maxDigits: 4, decimalPlaces: 2 }), "1.234", "max-decimal-places"],
    ["whole", field.decimal({ maxDigits: 4, decimalPlaces: 2 }), "1234", "max-whole-digits"],
    ["date", field.date(), "soon", "invalid"],
    ["date, impossible", field.date(), "1962-02-30", "invalid-date"],
    ["dateTime, impossible", field.dateTime(), "1962-02-30T20:00:00Z", "invalid-datetime"],
    ["time, impossible", field.time(), "25:00", "invalid-time"],
    ["duration", field.duration(), "long", "invalid"],
    ["json", field.json(), () => 1, "invalid"],
    ["choices", field.char({ choices: [["L", "Low"]] }), "H", "invalid-choice"],
    ["choices of numbers", field.integer({ choices: [[1, "One"]] }), "2", "invalid-choice"],
    ["null", field.integer(), null, "null"],
    ["blank", field.char(), "", "blank"],
    ["blank JSON", field.json(), {}, "blank"],
    ["blank, though it may be null", field.integer({ null: true }), null, "blank"],
  ])("knows a wrong value: %s", (_, definition, value, code) => {
    expect(codesOf(value, definition)).toEqual([code]);
  });

  it("tells all that is wrong with one value", () => {
    const even = (text: string) => (text.length % 2 === 0 ? undefined : "It is odd.");

    expect(codesOf("a b c", field.slug({ maxLength: 3, validators: [even] }))).toEqual([
      "invalid",
      "validator",
      "max-length",
    ]);
  });

  it("takes values as forms send them, and gives them in the types of their fields", () => {
    expect(cleaned(" 12 ", field.integer())).toBe(12);
    expect(cleaned(2.7, field.integer())).toBe(2);
    expect(cleaned("-12", field.bigInteger())).toBe(-12n);
    expect(cleaned("1.5e1", field.float())).toBe(15);
    expect(cleaned("True", field.boolean())).toBe(true);
    expect(cleaned(0, field.boolean())).toBe(false);
    expect(cleaned(12, field.char())).toBe("12");
    expect(cleaned("1962-8-6", field.date())).toBe("1962-08-06");
    expect(cleaned("9:30", field.time())).toBe("09:30:00");
    expect(cleaned(" 1.5 ", field.decimal({ maxDigits: 4, decimalPlaces: 2 }))).toBe("1.50");
  });

  it("passes over empty values that may be blank, and asks no validator about empty ones", () => {
    const never = () => "It is never right.";

    for (const value of ["", null]) {
      expect(codesOf(value, field.char({ blank: true, null: true, validators: [never] }))).toEqual(
        [],
      );
    }
    expect(codesOf(null, field.integer({ blank: true }))).toEqual([]);
    expect(codesOf([], field.json({ blank: true }))).toEqual([]);
    expect(codesOf("", field.char({ validators: [never] }))).toEqual(["blank"]);
    expect(codesOf("x", field.char({ blank: true, validators: [never] }))).toEqual(["validator"]);
  });

  it("takes a text that was never given for an empty one", () => {
    const { A } = openStore({
      A: model({ name: field.char(), note: field.text({ blank: true }) }),
    }).models;

    expect(codes(() => A.build({}).cleanFields())).toEqual({ name: ["blank"] });
    expect(codes(() => A.build({ name: null as never }).cleanFields())).toEqual({ name: ["null"] });
    expect(A.build({ name: "x" }).cleanFields().save()).toEqual({ id: 1, name: "x", note: "" });
  });

  it("knows the choices of groups", () => {
    const choices = [
      [
        "Audio",
        [
          ["cd", "CD"],
          ["lp", "LP"],
        ],
      ],
      ["other", "Other"],
    ] as const;

    expect(["cd", "lp", "other"].map((value) => codesOf(value, field.char({ choices })))).toEqual([
      [],
      [],
      [],
    ]);
    expect(codesOf("Audio", field.char({ choices }))).toEqual(["invalid-choice"]);
  });

  it("asks of what is not edited no value and no choice, but all else", () => {
    const choices = [["L", "Low"]] as const;

    expect(codesOf("H", field.char({ choices, editable: false }))).toEqual([]);
    expect(codesOf(null, field.integer({ editable: false }))).toEqual([]);
    expect(codesOf("x", field.integer({ editable: false }))).toEqual(["invalid"]);
    expect(codesOf("abcd", field.char({ maxLength: 3, editable: false }))).toEqual(["max-length"]);
  });

  it("passes over what the store sets", () => {
    const { A } = openStore({
      A: model({ at: field.dateTime({ autoNow: true }), on: field.date({ autoNowAdd: true }) }),
    }).models;

    expect(codes(() => A.build({}).fullClean())).toEqual({});
  });

  it("gives the same instance where nothing is converted, else one that keeps its state", () => {
    const { A } = openStore({ A: model({ x: field.integer() }) }).models;
    const stored = A.objects.create({ x: 1 });

    expect(stored.cleanFields()).toBe(stored);
    expect(A.build({ x: 1 }).cleanFields().save()).toEqual({ id: 2, x: 1 });
    expect(
      A.build({ x: "3" as never })
        .cleanFields()
        .save(),
    ).toEqual({ id: 3, x: 3 });
  });

  it("leaves out what is excluded, by the name of a field or a column", () => {
    const { A } = openStore({
      A: model({
        x: field.integer(),
        y: field.integer(),
        of: field.foreignKey("self", { onDelete: CASCADE }),
      }),
    }).models;
    const row = A.build({});

    expect(codes(() => row.cleanFields())).toEqual({ x: ["null"], y: ["null"], of: ["null"] });
    expect(codes(() => row.cleanFields({ exclude: ["x", "of_id"] }))).toEqual({ y: ["null"] });
    expect(codes(() => row.cleanFields({ exclude: new Set(["x", "y", "of"] as const) }))).toEqual(
      {},
    );
    expect(() => row.cleanFields({ exclude: ["z" as "x"] })).toThrow(UsageError);
  });
});

describe("validators", () => {
  const small = (value: number) => {
    if (value > 9) throw new ValidationError("It is not small.", { code: "not-small" });
  };

  it("may throw, with a code of their own", () => {
    expect(codesOf(10, field.integer({ validators: [small] }))).toEqual(["not-small"]);
    expect(codesOf(9, field.integer({ validators: [small] }))).toEqual([]);
  });

  it("are asked at writes too, whose error names the field", () => {
    const { A } = openStore({ A: model({ x: field.integer({ validators: [small] }) }) }).models;

    expect(refusal(() => A.objects.create({ x: 10 }))).toMatchObject({
      code: "not-small",
      message: "A.x got 10: It is not small.",
      model: "A",
      field: "x",
      value: 10,
    });
  });

  it("let errors of other kinds pass", () => {
    const broken = () => {
      throw new TypeError("broken");
    };

    expect(() => cleaned(1, field.integer({ validators: [broken] }))).toThrow(TypeError);
  });
});

describe("errorMessages", () => {
  it("replace the texts of their codes", () => {
    const { A } = openStore({
      A: model({
        name: field.char({
          unique: true,
          maxLength: 3,
          errorMessages: { blank: "Give a name.", unique: "Taken.", "max-length": "Too long." },
        }),
      }),
    }).models;
    A.objects.create({ name: "x" });
    const message = (name: string) => refusal(() => A.build({ name }).fullClean()).message;

    expect(message("")).toBe("name: Give a name.");
    expect(message("x")).toBe("name: Taken.");
    expect(message("xxxx")).toBe("name: Too long.");
  });
});

function openShelf() {
  const store = openStore({
    Author: model({ name: field.char({ unique: true, null: true, blank: true }) }),
    Book: model(
      {
        title: field.char({ maxLength: 20 }),
        author: field.foreignKey("Author", { onDelete: SET_NULL, null: true, blank: true }),
        pages: field.integer({ default: 100 }),
        isbn: field.char({ null: true, blank: true, unique: true }),
        state: field.char({ default: "draft" }),
      },
      {
        uniqueTogether: [["author", "title"]],
        constraints: [
          check({
            name: "pages_from_1",
            condition: { pages__gte: 1 },
            violationErrorMessage: "A book has pages.",
            violationErrorCode: "no-pages",
          }),
          check({ name: "drafts_are_long", condition: Q({ state: "out" }).or({ pages__gte: 50 }) }),
          unique({ name: "one_book_out", fields: ["pages"], condition: { state: "out" } }),
          unique({ name: "state_and_title", fields: ["state", "title"] }),
        ],
      },
    ),
  });
  const { Author, Book } = store.models;
  const ann = Author.objects.create({ name: "Ann" });
  const book = Book.objects.create({ title: "A", author: ann, isbn: "1", state: "out" });
  return { store, Author, Book, ann, book };
}

describe("foreign keys", () => {
  it("must have a row to point at", () => {
    const { Book, ann, book } = openShelf();

    expect(refusal(() => Book.build({ title: "B", author_id: 7 }).cleanFields()).errors).toEqual({
      author: [
        {
          code: "invalid",
          message: "Book.author got 7, but there is no Author with id 7.",
          value: 7,
        },
      ],
    });
    expect(codes(() => Book.build({ title: "B", author_id: "x" as never }).cleanFields())).toEqual({
      author: ["invalid"],
    });
    expect(Book.build({ title: "B", author_id: "1" as never }).cleanFields().author).toBe(ann);
    expect(codes(() => Book.build({ title: "B" }).cleanFields())).toEqual({});
    ann.delete();
    expect(codes(() => book.cleanFields())).toEqual({ author: ["invalid"] });
  });

  it("are those of related managers' rows as well", () => {
    const { ann } = openShelf();

    expect(codes(() => ann.book_set.get().fullClean())).toEqual({});
  });
});

describe("validateUnique()", () => {
  it("tells unique fields that another row has, never the row itself", () => {
    const { Book, ann, book } = openShelf();

    const error = refusal(() => Book.build({ title: "B", isbn: "1" }).validateUnique());

    expect(error.errors).toEqual({
      isbn: [
        { code: "unique", message: 'Book already has a row with isbn "1": id 1.', value: "1" },
      ],
    });
    expect(error).toMatchObject({ code: "unique", model: "Book", field: "isbn", value: "1" });
    book.validateUnique();
    ann.validateUnique();
  });

  it("tells rules of several fields under __all__, but where one is excluded", () => {
    const { Book, ann } = openShelf();
    const again = Book.build({ title: "A", author: ann });

    expect(codes(() => again.validateUnique())).toEqual({ __all__: ["unique-together"] });
    expect(codes(() => again.validateUnique({ exclude: ["title"] }))).toEqual({});
    expect(codes(() => again.validateUnique({ exclude: ["author_id"] }))).toEqual({});
    expect(codes(() => Book.build({ title: "B", author: ann }).validateUnique())).toEqual({});
  });

  it("lets nulls agree with nothing", () => {
    const { Book, Author } = openShelf();
    Book.objects.create({ title: "C" });
    Author.objects.create({ name: null });

    expect(codes(() => Book.build({ title: "C", isbn: null }).validateUnique())).toEqual({});
    expect(codes(() => Author.build({ name: null }).fullClean())).toEqual({});
  });

  it("tells the primary key of a new instance that is taken", () => {
    const { Book, book } = openShelf();

    expect(codes(() => Book.build({ id: 1, title: "B" }).validateUnique())).toEqual({
      id: ["unique"],
    });
    expect(codes(() => Book.build({ id: 1, title: "B", isbn: "1" }).validateUnique())).toEqual({
      id: ["unique"],
      isbn: ["unique"],
    });
    expect(
      codes(() =>
        book.fullClean((draft) => {
          draft.title = "B";
        }),
      ),
    ).toEqual({});
  });

  it("passes over values that no row can hold", () => {
    const { Book } = openShelf();

    expect(codes(() => Book.build({ title: "B", isbn: {} as never }).validateUnique())).toEqual({});
  });

  it("shares one index between rules that say the same", () => {
    const { A } = openStore({
      A: model(
        { x: field.integer({ unique: true }) },
        { constraints: [unique({ fields: ["x"], name: "again" })] },
      ),
    }).models;
    A.objects.create({ x: 1 });

    expect(codes(() => A.build({ x: 1 }).validateUnique())).toEqual({ x: ["unique"] });
    expect(codes(() => A.build({ x: 1 }).validateConstraints())).toEqual({ x: ["unique"] });
  });
});

describe("uniqueForDate and its like", () => {
  function openBlog(dates: "date" | "dateTime" = "date") {
    return openStore({
      Post: model({
        title: field.char({ uniqueForDate: "posted", blank: true }),
        slug: field.char({ uniqueForMonth: "posted", default: "" }),
        note: field.char({ uniqueForYear: "posted", null: true, blank: true }),
        posted: (field[dates] as typeof field.date)({ null: true, blank: true }),
      }),
    }).models.Post;
  }

  it("compare the day, the month of any year, and the year", () => {
    const Post = openBlog();
    const first = { title: "t", slug: "s", note: "n" };
    Post.objects.create({ ...first, posted: "2008-09-03" });
    const on = (posted: string | null) =>
      codes(() => Post.build({ ...first, posted } as never).validateUnique());
    const taken = ["unique-for-date"];

    expect(on("2008-09-03")).toEqual({ title: taken, slug: taken, note: taken });
    expect(on("2008-09-04")).toEqual({ slug: taken, note: taken });
    expect(on("2009-09-03")).toEqual({ slug: taken });
    expect(on("2008-10-03")).toEqual({ note: taken });
    expect(on(null)).toEqual({});
  });

  it("take moments by their day, and a null for a value like others, as Django does", () => {
    const Post = openBlog("dateTime");
    const at = (hour: string) => ({ title: "t", slug: hour, posted: `2008-09-03T${hour}:00:00Z` });
    const row = Post.objects.create(at("10") as never);

    const error = refusal(() => Post.build(at("11") as never).validateUnique());

    expect(error.errors.title).toEqual([
      {
        code: "unique-for-date",
        message: 'Post already has a row with title "t" and the date 2008-09-03 in posted: id 1.',
        value: "t",
      },
    ]);
    expect(Object.keys(error.errors)).toEqual(["title", "note"]);
    expect(codes(() => row.validateUnique())).toEqual({});
    const exclude = ["posted"] as const;
    expect(codes(() => Post.build(at("11") as never).validateUnique({ exclude }))).toEqual({});
  });
});

describe("validateConstraints()", () => {
  it("tells checks by their own text and code", () => {
    const { Book } = openShelf();

    expect(
      refusal(() => Book.build({ title: "B", pages: 0 }).validateConstraints()).errors,
    ).toEqual({
      __all__: [
        { code: "no-pages", message: "A book has pages." },
        {
          code: "constraint",
          message: 'A row of Book fails the check "drafts_are_long": state "draft", pages 0.',
        },
      ],
    });
  });

  it("skips checks that read an excluded field, or nothing but nulls", () => {
    const { Book } = openShelf();
    const empty = Book.build({ title: "B", pages: 0 });

    expect(codes(() => empty.validateConstraints({ exclude: ["pages"] }))).toEqual({});
    expect(codes(() => empty.validateConstraints({ exclude: ["state"] }))).toEqual({
      __all__: ["no-pages"],
    });
    expect(codes(() => Book.build({ pages: null as never }).validateConstraints())).toEqual({});
  });

  it("tells unique constraints: with a condition under __all__, of rows that meet it", () => {
    const { Book, book } = openShelf();
    const out = Book.build({ title: "B", state: "out" });

    expect(codes(() => out.validateConstraints())).toEqual({ __all__: ["constraint"] });
    expect(codes(() => out.validateConstraints({ exclude: ["state"] }))).toEqual({});
    expect(codes(() => Book.build({ title: "B" }).validateConstraints())).toEqual({});
    expect(codes(() => Book.build({ title: "A", pages: 60 }).validateConstraints())).toEqual({});
    book.validateConstraints();
    const same = Book.build({ title: "A", state: "out", pages: 60 });
    expect(codes(() => same.validateConstraints())).toEqual({ __all__: ["unique-together"] });
  });

  it("tells a constraint of one field by the field, where it has no text of its own", () => {
    const rule = { fields: ["x"], name: "only" } as const;
    const told = (options: object) => {
      const A = model({ x: field.integer() }, { constraints: [unique({ ...rule, ...options })] });
      const { models } = openStore({ A });
      models.A.objects.create({ x: 1 });
      return codes(() => models.A.build({ x: 1 }).validateConstraints());
    };

    expect(told({})).toEqual({ x: ["unique"] });
    expect(told({ violationErrorCode: "mine" })).toEqual({ x: ["unique"] });
    expect(told({ violationErrorMessage: "One only." })).toEqual({ __all__: ["constraint"] });
    expect(told({ condition: { x: 1 }, violationErrorCode: "mine" })).toEqual({
      __all__: ["mine"],
    });
    expect(told({ condition: { x: 1 }, violationErrorCode: "unique" })).toEqual({ x: ["unique"] });
  });
});

describe("clean()", () => {
  const openEvents = (clean: () => unknown) =>
    openStore({
      Event: model(
        { from: field.date(), to: field.date({ null: true, blank: true }), name: field.char() },
        { methods: { clean } },
      ),
    }).models.Event;

  it("does nothing where the model has none", () => {
    const { book } = openShelf();

    expect(book.clean()).toBeUndefined();
  });

  it("may throw a text, a list, or problems by field", () => {
    const told = (problem: ConstructorParameters<typeof ValidationError>[0]) => {
      const Event = openEvents(() => {
        throw new ValidationError(problem);
      });
      return refusal(() => Event.build({ name: "x", from: "2020-01-01" }).fullClean()).errors;
    };
    const one = (message: string) => ({ code: "invalid", message });

    expect(told("No.")).toEqual({ __all__: [one("No.")] });
    expect(told(["No.", new ValidationError("Not.", { code: "not" })])).toEqual({
      __all__: [one("No."), { code: "not", message: "Not." }],
    });
    expect(told({ name: "No.", from: ["Early.", "Late."] })).toEqual({
      name: [one("No.")],
      from: [one("Early."), one("Late.")],
    });
  });

  it("is asked even when fields are wrong, with converted values, and adds to what they tell", () => {
    let seen: unknown;
    const Event = openEvents(function (this: unknown) {
      seen = { ...(this as object) };
      throw new ValidationError({ name: "Not that one.", __all__: "Nothing fits." });
    });

    const error = refusal(() => Event.build({ name: "", from: "2020-1-1" }).fullClean());

    expect(seen).toEqual({ id: null, from: "2020-01-01", to: null, name: "" });
    expect(error.errors).toEqual({
      name: [
        { code: "blank", message: "Event.name cannot be blank.", value: "" },
        { code: "invalid", message: "Not that one." },
      ],
      __all__: [{ code: "invalid", message: "Nothing fits." }],
    });
    expect(error.message).toBe(
      "The Event has 3 errors:\nEvent.name cannot be blank.\nname: Not that one.\nNothing fits.",
    );
    expect(error).toMatchObject({ model: "Event", code: "invalid", field: undefined });
  });

  it("sees a typed row, and may return values to set", () => {
    const { Event } = openStore({
      Event: model(
        { from: field.date(), to: field.date({ null: true, blank: true }) },
        {
          methods: {
            clean() {
              if (this.to !== null && this.to < this.from) {
                throw new ValidationError({ to: `It ends before ${this.from}.` });
              }
              return { to: this.to ?? this.from };
            },
          },
        },
      ),
    }).models;

    expect(Event.build({ from: "2020-01-01" }).fullClean().to).toBe("2020-01-01");
    const wrong = Event.build({ from: "2020-01-01", to: "2019-01-01" });
    expect(() => wrong.fullClean()).toThrow("to: It ends before 2020-01-01.");
    expect(() => wrong.clean()).toThrow(ValidationError);
  });

  it("may not return anything else, and other errors pass", () => {
    const row = (clean: () => unknown) =>
      openEvents(clean).build({ name: "x", from: "2020-01-01" });

    expect(() => row(() => 3).fullClean()).toThrow(UsageError);
    expect(() => row(() => ({ nme: 3 })).fullClean()).toThrow('no field "nme"');
    expect(() =>
      row(() => {
        throw new TypeError("broken");
      }).fullClean(),
    ).toThrow(TypeError);
  });
});

describe("fullClean()", () => {
  it("leaves rules out whose fields are wrong", () => {
    const { Book, ann } = openShelf();
    const wrong = Book.build({
      title: "A".repeat(21),
      author: ann,
      pages: "x" as never,
      isbn: "1",
    });

    expect(codes(() => wrong.fullClean())).toEqual({
      title: ["max-length"],
      pages: ["invalid"],
      isbn: ["unique"],
    });
    expect(codes(() => Book.build({ title: "A", author: ann, pages: 0 }).fullClean())).toEqual({
      __all__: ["unique-together", "no-pages", "constraint"],
    });
  });

  it("looks at rules or leaves them, as it is told", () => {
    const { Book } = openShelf();
    const wrong = Book.build({ title: "B", isbn: "1", pages: 0, state: "out" });

    expect(codes(() => wrong.fullClean({ validateUnique: false }))).toEqual({
      __all__: ["no-pages"],
    });
    expect(codes(() => wrong.fullClean({ validateConstraints: false }))).toEqual({
      isbn: ["unique"],
    });
    expect(codes(() => wrong.fullClean({ exclude: ["isbn", "pages"] }))).toEqual({});
    expect(() => wrong.fullClean({ validate: true } as object)).toThrow(UsageError);
  });

  it("judges the changes of a recipe, stores nothing and gives an instance to be saved", () => {
    const { store, Book, book } = openShelf();
    const { position } = store;

    const changed = book.fullClean((draft) => {
      draft.pages = "120" as never;
      draft.author = null;
    });

    expect(changed).toMatchObject({ id: 1, pages: 120, author_id: null });
    expect(store.position).toBe(position);
    expect(changed.save()).toBe(Book.objects.get({ id: 1 }));
    expect(Book.objects.get().pages).toBe(120);
    expect(
      codes(() =>
        book.fullClean(
          (draft) => {
            draft.pages = 0;
          },
          { exclude: ["title"] },
        ),
      ),
    ).toEqual({ __all__: ["no-pages"] });
    expect(() =>
      book.fullClean((draft) => {
        draft.author = 3 as never;
      }),
    ).toThrow("takes an instance of Author");
  });

  it("gives an instance that is as new as the one it was asked of", () => {
    const { Book } = openShelf();

    const cleaned = Book.build({ id: 7, title: "B", pages: "120" as never }).fullClean();
    Book.objects.create({ id: 7, title: "C" });

    expect(codes(() => cleaned.fullClean())).toEqual({ id: ["unique"] });
  });

  it("asks the state that the instance lives in", () => {
    const { store, Book } = openShelf();
    const fork = store.fork();
    fork.models.Book.objects.create({ title: "B", isbn: "2" });

    expect(codes(() => fork.models.Book.build({ title: "C", isbn: "2" }).fullClean())).toEqual({
      isbn: ["unique"],
    });
    expect(codes(() => Book.build({ title: "C", isbn: "2" }).fullClean())).toEqual({});
    const past = store.at(0).models.Book;
    expect(codes(() => past.build({ title: "C", isbn: "1" }).fullClean())).toEqual({});
  });

  it("is read by transactions: what it found free must be free at their end", () => {
    const { store, Book } = openShelf();
    const work = store.begin();
    work.models.Book.build({ title: "C", isbn: "2" }).fullClean();
    work.models.Author.objects.create({ name: "Bob" });
    Book.objects.create({ title: "B", isbn: "2" });

    expect(() => work.commit()).toThrow("Book");
  });

  it("is there though a field has the name clean", () => {
    const { A } = openStore({ A: model({ clean: field.boolean() }) }).models;

    expect(A.build({ clean: true }).fullClean().clean).toBe(true);
  });
});

describe("build()", () => {
  it("keeps wrong values for later judgement, and save() refuses them", () => {
    const { Book } = openShelf();
    const wrong = Book.build({ title: "A".repeat(21), pages: "x" as never });

    expect(wrong).toMatchObject({ title: "A".repeat(21), pages: "x" });
    expect(refusal(() => wrong.save())).toMatchObject({ code: "max-length", field: "title" });
  });

  it("refuses at once what has no meaning", () => {
    const { Book, Author, book } = openShelf();

    expect(() => Book.build({ nme: 3 } as object)).toThrow('no field "nme"');
    expect(() => Book.build({ author: book as never })).toThrow("expected an instance of Author");
    expect(() => Book.build({ author: Author.build({}) })).toThrow("save it first");
  });
});

describe("a ValidationError", () => {
  it("tells one value as before, and as the only complaint", () => {
    const { Book } = openShelf();

    const error = refusal(() => Book.objects.create({ title: "A".repeat(21) }));

    expect(error).toMatchObject({ model: "Book", field: "title", value: "A".repeat(21) });
    expect(error.errors).toEqual({
      title: [{ code: "max-length", message: error.message, value: "A".repeat(21) }],
    });
  });

  it("of several is of the field that they have in common", () => {
    const error = new ValidationError({ name: ["No.", "Not."] }, { code: "bad", model: "A" });

    expect(error).toMatchObject({ field: "name", model: "A", value: undefined, code: "bad" });
    expect(error.message).toBe("The A has 2 errors:\nname: No.\nname: Not.");
    expect(new ValidationError([]).errors).toEqual({ __all__: [] });
    expect(new ValidationError(["No."], { field: "x" }).errors).toEqual({
      x: [{ code: "invalid", message: "No." }],
    });
  });

  it("takes the complaints of others as they are", () => {
    const inner = new ValidationError({ a: "No.", b: "Not." });

    expect(new ValidationError(inner).errors).toEqual(inner.errors);
    expect(Object.keys(new ValidationError({ c: inner }).errors.c!)).toEqual(["0", "1"]);
  });

  it("has errors under any name, reaching no prototype", () => {
    const error = new ValidationError(JSON.parse('{"__proto__": "No."}'));

    expect(Object.keys(error.errors)).toEqual(["__proto__"]);
  });
});
