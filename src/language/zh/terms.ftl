# terms.
terms-all-known = 这些词词典里都有
terms-one-needed = 请指定一份报告或一个年份
terms-name-one = 写出文件或题名，或用 --year 2024
terms-no-year = 索引中没有 { $year } 年的报告
terms-see-years = 可看 `xunzhang list`，或去掉 --kind、--region、--issuer
terms-no-file = 索引中没有 { $file }
terms-take-in = 先用 `xunzhang index 文件` 收录，或用 --in 指定它的文件夹
terms-no-title = 没有名为 `{ $title }` 的文件或报告
terms-see-list = 可看 `xunzhang list`
terms-left-out = 略去 { $reports }：篇幅过大；可用 --kind、--region、--issuer 缩小范围
terms-no-others = 没有可供对照的其他报告
terms-no-ranks = `{ $ranks }` 不是新词的序号：共 { $count } 个
terms-type-ranks = 写出序号，如 --add=1,3-5
terms-more-reports = {""}等，另有 { $count } 篇
terms-chosen = 所选的报告
terms-all-reports = 索引中的全部报告
terms-against = 对照其他 { $others }{ $years }：{ $series }
terms-new-in = { $year } 年新出现
terms-in-no-other = 其他报告没有
terms-characteristic = 特有
terms-in-dictionary = * 词典里已有
terms-head = {" "}此处    其他     报告
terms-none = 无
