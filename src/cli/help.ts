const TEXT = `throughline: models, relations and questions about them, kept in memory and
told by an event log

Usage
  throughline
      a tour of a real data set: bands and their members
  throughline <models.js> <events.ndjson>
      your own models and event log: what they hold
  throughline <models.js> <events.ndjson> --query '<question>'
      the answer to one question about them

From a checkout of the project, say "npm start --" in place of "throughline".

Options
  -q, --query <text>   answer one question
      --json           print JSON instead of a table
  -h, --help           print this text
  -v, --version        print the version

The models file is an ES module that exports "models":

  import { CASCADE, field, model } from "throughline";

  export const models = {
    Band: model({ name: field.char({ maxLength: 80 }) }),
    Album: model({
      title: field.char({ maxLength: 80 }),
      band: field.foreignKey("Band", { onDelete: CASCADE }),
    }),
  };

The event log has one commit on each line, with positions from 1 on:

  {"v":1,"position":1,"at":"1969-09-26T00:00:00.000Z","events":[…]}

A commit has one event or several:

  {"type":"created","model":"Band","row":{"id":1,"name":"The Beatles"}}
  {"type":"updated","model":"Band","pk":1,"changes":{"name":"Beatles"}}
  {"type":"deleted","model":"Band","pk":1}

A row has a value for every column; the column of a foreign key "band" is
"band_id". Your own program gets this text from a store with
store.codec.encodeAll(store.log.read()).

Questions look like code and are never run as code:

  Band.all()
  Album.filter({ band__name: "The Beatles" }).orderBy("-title").slice(0, 10)
  Band.filter({ album__title__startswith: "Abbey" }).distinct().count()
  Album.exclude({ band__name__icontains: "the" }).values("title", "band__name")

  These can be chained:  all()  filter({…})  exclude({…})  distinct("a")
                         orderBy("a", "-b")  reverse()  slice(start, end)
                         values("a", "b")  valuesList("a", { flat: true })
  One of these may end:  get({…})  first()  last()  earliest("a")  latest("a")
                         count()  exists()
                         explain({ analyze: true, alternatives: true })
  Lookups, after "__":   exact in isnull gt gte lt lte range
                         contains startswith endswith regex
                         iexact icontains istartswith iendswith iregex
                         parts of dates such as year and month, keys of JSON

Exit codes
  0  answered
  1  something is wrong with a file, with the data or with the question
  2  the program was called wrongly
`;

/** What `--help` prints. */
export const HELP: string = TEXT;
