# What was typed wrongly. Slips that English readers make beyond these are answered by clap itself.
use-case = case, width and 繁简 never count: leave it out
use-around = sentences around a match: -C N
use-most = at most N hits: -n N
use-exact = an exact run stands in quotation marks: '"减轻负担"'
use-minus = what must not be there begins with a minus: 减负 -学生
use-whole = folders are always searched whole: leave it out
use-listen = where it answers is one option: xunzhang serve --listen 127.0.0.1:7700
use-place = path and line are always shown; --vimgrep for programs
use-line = a line for each hit: --vimgrep; the matches of each: --json
use-queries = a query for each line of a file: --queries FILE
use-patterns = there are no patterns: words rank, quoted runs are exact
use-no-command = error: there is no command `{ $typed }`
use-like-it = like it: xunzhang { $name }
use-search-for-it = to search for it: xunzhang query { $typed }
use-no-flag = error: there is no `{ $flag }` here
use-one-hit = at least 1 is needed; `--count` only counts
use-number = a number is needed, as in `-n 20`
use-version = newest, all or a date is needed, as in --version 2020-10-17

# What clap says for itself in English, and the words that it puts into its help: held here for the other language.
use-clap-unknown = there is no `{ $typed }` here
use-clap-value = `{ $value }` does not fit { $argument }
use-clap-why = `{ $value }` does not fit { $argument }: { $why }
use-clap-possible = possible: { $values }
use-clap-lacking = lacking: { $arguments }
use-clap-conflict = { $one } and { $other } cannot stand together
use-clap-twice = { $argument } can be given once only
use-clap-no-value = { $argument } needs a value
use-clap-count = { $argument } has too many or too few values
use-clap-subcommand = a command is needed: { $names }
use-clap-utf8 = what was typed is not UTF-8
use-clap-near = like it: { $name }
use-clap-usage = Usage: { $usage }
use-clap-more = more: { $command } --help
use-help-usage = Usage:
use-help-options = Options:
use-help-arguments = Arguments:
use-help-commands = Commands:
use-help-some-options = [OPTIONS]
use-help-command = <COMMAND>
use-help-some-command = [COMMAND]
use-help-aliases = {"["}aliases:
use-help-default = {"["}default:
use-help-possible = {"["}possible values:
use-help-possible-list = Possible values:
use-help-env = {"["}env:
use-help-summary = Print help (see a summary with '-h')
use-help-more = Print help (see more with '--help')
use-help-print = Print help
use-help-version = Print version
use-help-subcommand = Print this message or the help of the given subcommand(s)
use-help-of-command = Print help for the subcommand(s)
use-help-lists = `xunzhang --help` lists them
use-no-command-named = there is no command { $name }
use-encoding = note: this terminal is set to { $encoding }, and xunzhang writes UTF-8: set LANG=zh_CN.UTF-8, or pipe through iconv -f UTF-8 -t { $encoding }
use-utf8 = type in a terminal that is set to UTF-8 (LANG=zh_CN.UTF-8); or give the query by a file: iconv -f GB18030 -t UTF-8 FILE | xunzhang query -
