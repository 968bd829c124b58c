# list.
list-of = { $found }中的 { $reports } 篇；更多用 -n N
list-none = { $all }中没有符合的
list-all = { $all }中的 { $found } 篇
