# list.
list-of = { $reports } of { $found }; more with -n N
list-none = none of { $all } fits
list-all = { $found } of { $all }
