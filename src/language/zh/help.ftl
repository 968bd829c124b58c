# `--help` in Chinese. A message for each command (of `dict add`: dict-add), with an attribute for each of its arguments;
# `after` and `after-long` are what stands below, ARGUMENT-VALUE is a value that can be chosen. The English twin of each
# stands with the arguments, in src/cli/args.

# The program, and what can be said to every command.
xunzhang = 寻章：逐章逐节检索中文报告
    .after =
        示例：
          xunzhang query 减轻教师负担 ~/报告     检索一个文件夹，必要时先建索引
          xunzhang index ~/报告                  建立 `query` 平时所用的索引
          xunzhang query '"专项资金" -决算'      原样匹配，排除一词
        退出状态：0 有结果，1 无结果（index：部分文件未收录），2 出错。
    .index = 索引所在的文件夹 [默认：XUNZHANG_INDEX，否则为数据文件夹下的 xunzhang/index，Linux 上在 ~/.local/share]
    .engine = 不用本机索引，改由搜索引擎（OpenSearch、Elasticsearch）作答：http://HOST:9200/INDEX
    .color = 何时使用颜色
    .color-auto = 在终端上使用，除非设了 NO_COLOR
    .color-always = 总是使用
    .color-never = 不使用；匹配处以【】标出
    .lang = 界面语言：zh 中文，en 英文 [默认：依系统语言环境]
    .lang-zh = 中文
    .lang-en = 英文
    .no_pager = 较长的结果直接输出，不分页
    .hyperlink_format = 点击路径时打开什么：auto、none、file、vscode 等，或如 `file://{"{"}host{"}"}{"{"}path{"}"}#{"{"}line{"}"}` 的格式

# What several commands have in common.
shared =
    .folder = 只在此文件夹中检索；如为新文件夹或有改动，先建索引
    .csv = 输出为电子表格可读的表：带字节序标记的 UTF-8
    .xlsx = 写入 Excel 工作簿
    .svg = 画成 SVG 图
    .json = 每条结果一行 JSON
    .quiet = 不显示进度条
    .dry_run = 只说明将做什么，并不执行
    .year = 只看这些年份的报告：2024、2020..2025、2020..
    .region = 只看此地区及其所辖地区的报告：湖北 包括 武汉
    .kind = 只看此类报告：规划、通知、法律
    .issuer = 只看此机关发布的报告：国务院
    .number = 只看此文号的文件：国办发〔2019〕1号
    .fact = 只看具有自定义属性（见 `xunzhang.toml`）的报告：部门=教育局
    .sort-score = 最相关的在前
    .sort-date = 最新的报告在前
    .sort-path = 按文件路径
    .by-year = 报告的年份
    .by-region = 报告的地区
    .by-report = 报告
    .by-kind = 去掉年份和地名的题名
    .threads = 读取和分析所用的线程数 [默认：全部核心]
    .memory = 可用内存，单位 MiB；所需更多的文件不予收录（文本约需其大小的三至六倍，短标题很多的清单更多）
    .max_file_size = 大于此值的文件不予收录，单位 MiB
    .reader_seconds = 读一个文件超过多少秒就放弃
    .reader_memory = 读取一个非纯文本文件的进程可用的内存，单位 MiB
    .max_unpacked = 解压后大于此值的文件不予收录，单位 MiB
    .max_depth = 压缩包套压缩包，最多几层
    .cite = 输出为带出处的引文
    .cite-text = 《题名》（机关，日期，文号）、章节、位置
    .cite-gbt7714 = 中文期刊要求的格式
    .cite-markdown = 带链接的引用段
    .cite-bibtex = 用于 LaTeX
    .cite-json = CSL-JSON，用于 Zotero 和 pandoc

# The names of values.
values =
    .DIR = 文件夹
    .FOLDER = 文件夹
    .FILE = 文件
    .PATH = 路径
    .WHEN = 何时
    .FORMAT = 格式
    .WORD = 词
    .WORDS = 词语
    .OTHER = 另一词
    .YEARS = 年份
    .CONDITION = 条件
    .GROUP = 分组
    .PREFIX = 开头
    .TITLE = 题名
    .PLACE = 地名
    .NAME = 名称
    .NUMBER = 文号
    .HEADING = 标题
    .KIND = 类型
    .GLOB = 通配符
    .BY = 依据
    .ORDER = 次序
    .FORM = 格式
    .TEMPLATE = 模板
    .WHAT = 对象
    .TEXT = 文本
    .QUERY = 查询
    .COMMAND = 命令
    .ADDRESS = 地址
    .SECONDS = 秒
    .LANGUAGE = 语言
    .HOW = 方式
    .WHICH = 版本
    .REPORT = 报告
    .YEAR = 年份
    .NUMBERS = 序号

headings =
    .Taking-away = 导出
    .Reports = 报告范围
    .Every-command = 通用

index = 把新增和改动的报告读入索引
    .paths = 报告所在的文件夹和文件（.txt、.docx、.html 等）[默认：索引已收录的全部]
    .rebuild = 重新建立索引，可修复损坏的索引；给出路径时，只收录这些路径
    .follow = 今后也收录指向文件夹之外的链接（`--follow=false` 则不再收录）
    .checksum = 比较每个文件的内容，而不仅是大小和时间
    .prune = 文件夹已不在、已变空或少了一半以上文件时，也从索引中删去其报告
    .watch = 完成后持续更新，直到按 Ctrl-C
    .ocr = 用 tesseract 或 xunzhang.toml 中 [ocr] 指定的命令识别图片页：`auto` 只识别没有文字的页，`always` 也识别图上已有文字的页，`never` 连以往识别的结果也不用
    .ocr-auto = 没有可读文字的页
    .ocr-always = 图上已有文字的页也识别
    .ocr-never = 一概不识别
    .shared = 允许其他用户读取索引

push = 把索引送入搜索引擎（OpenSearch），由它作答
    .name = 引擎中的索引名 [默认：地址后所带的名字，否则为 xunzhang]
    .from = 不经本地索引，直接送入这些文件夹中的报告：多台机器可同时把各自的一份送入同一个索引
    .finish = 汇总 `--from` 送入的各份：近似副本、版本、废止，以及多份共有的文本
    .full = 在旁边全部重写，最后替换原有的
    .shards = 新索引的分片数
    .replicas = 新索引每个分片另存的份数

remove = 把文件或文件夹排除在索引之外，直到再用 `index PATH` 收录
    .paths = 文件和文件夹

root = 索引所收录的文件夹
root-list = 列出这些文件夹
root-add = 收录文件夹或文件，同 `index`
    .paths = 文件夹和文件
root-move = 说明某文件夹已移到别处：其报告保留
    .old = 原来的位置
    .new = 现在的位置
root-remove = 不再收录某文件夹，并删去其报告
    .path = 文件夹或文件

dict = 加入索引词典的词
dict-list = 列出这些词及词频，格式同 `add --file`
dict-add = 今后在索引和查询中不再切开这些词；只重新分析含有它们的报告
    .words = 词语
    .file = 从文件读取词语（- 为标准输入）：每行一词，必要时后加空格和词频
dict-remove = 恢复原来的切分
    .words = 词语
    .file = 从文件读取词语（- 为标准输入）：每行一词，必要时后加空格和词频

synonym = 自定义的同义词：查询时一并查找
synonym-list = 列出自定义的同义词，格式同 `add --file`
synonym-add = 今后查 WORD 时也查 OTHER，查 OTHER 时也查 WORD；无须重新分析报告
    .word = 词语
    .others = 它的另一种说法
    .one_way = 查 WORD 时也查 OTHER，但查 OTHER 时不查 WORD
    .file = 从文件读取同义词（- 为标准输入）：每行 `甲 = 乙`（双向）或 `甲 > 乙 | 丙`（单向）
synonym-remove = 今后不再一并查找；不写 OTHER 则去掉 WORD 的全部同义词
    .word = 词语
    .others = 它的另一种说法
    .one_way = 查 WORD 时也查 OTHER，但查 OTHER 时不查 WORD
    .file = 从文件读取同义词（- 为标准输入）：每行 `甲 = 乙`（双向）或 `甲 > 乙 | 丙`（单向）

query = 查找段落，最相关的在前
    .words = 要查什么；第二个词起，凡是存在的路径都视为查找范围（- 为标准输入）
    .folders = 只在此文件夹或文件中查找；如为新文件夹或有改动，先建索引
    .globs = 只看路径相符的文件，如 *.docx 或 '!旧/**'；可给出多个
    .kinds = 只看此类文件：text、word、pdf、ofd、sheet、slides、web、mail、book、archive，或某个扩展名
    .limit = 最多给出多少条 [默认：10；用 --files 时全部，用 --vimgrep 时 200]
    .count_by = 不列结果，而列表说明各项有多少报告、段落和次数
    .count_by-year = 报告的年份
    .count_by-region = 发布者所在的省份；已限定一个地区时，为其下辖地区
    .count_by-kind = 报告的种类
    .count_by-issuer = 发布机关
    .count_by-report = 报告
    .sort = 结果的次序 [默认：按得分；用 --all-hits 时按路径]
    .all_hits = 给出全部结果，按其在文件中的次序
    .all = 正文以外也查找：网站自身的文字、目录
    .context = 匹配句前后各显示几句
    .full = 显示每条结果的整段
    .group = 结果如何归并
    .group-report = 同一报告的结果列在其题名之下
    .group-section = 同一章节的结果只列最相关的一条
    .group-none = 不归并，最相关的在前
    .files = 只列出有结果的文件路径，每个一次，全部列出
    .null = 与 --files 合用，每个路径以零字节结尾，供 `xargs -0` 使用
    .count = 只说明有多少段落匹配，精确计数
    .vimgrep = 每条结果一行，格式为 路径:行:列:文本，供编辑器和 fzf 使用；列为从 1 起的字节数
    .quiet = 不输出：只以退出状态说明有无结果
    .exact = 只查所输入的词，不查同义词
    .fuzzy = 输入的词无处可查时，改查写法相近的词
    .explain = 显示每条的得分及其构成
    .why = 用 --json 或 --files 时也说明为何无结果，最多需 50 毫秒
    .queries = 逐行查询此文件中的内容（- 为标准输入）
    .under = 只在标题如此的章节中查找：第三章
    .format = 每条结果按此模板输出，可用 {"{"}rank{"}"}、{"{"}title{"}"}、{"{"}heading{"}"}、{"{"}headings{"}"}、{"{"}text{"}"}、{"{"}match{"}"}、{"{"}path{"}"}、{"{"}line{"}"}、{"{"}location{"}"}、{"{"}score{"}"}、{"{"}cite{"}"}；以及 \n 和 \t
    .terms_from = 统计此文件中每个词（每行一个，- 为标准输入）在各报告中的次数：输出为表，也可用 --csv 或 --xlsx
    .rows = 词语统计表以什么为行
    .rows-report = 每份报告
    .rows-year = 每年
    .rows-region = 每个地区
    .csv = 输出为电子表格，Excel 可直接打开
    .xlsx = 把表写入 Excel 工作簿
    .fold = 内容相同的结果归并在一起，用 --json 时也归并
    .no_fold = 每个副本、版本和重复之处都单独列出
    .all_copies = 列出归并在每条结果中的副本、版本和重复之处
    .per_report = 同一报告最多列几条，其余排在别的报告之后 [默认：屏幕上为 3；0 为不限]
    .version = 看法规和规划的哪个版本：newest 最新，all 全部，或某日、某月、某年的，如 2020-10-17
    .repealed = 已废止的：show 照常显示，last 排在最后，hide 不显示 [默认：last]
    .repealed-show = 按其得分排列
    .repealed-last = 排在现行有效的之后
    .repealed-hide = 不显示
    .after =
        示例：
          xunzhang query 减轻教师负担               在索引中查找
          xunzhang query 粮食安全 ~/报告/全国       在文件夹中查找，先建索引
          xunzhang query 教师减负 -C 1              连同前后各一句
          xunzhang show 2                           第二条结果所在的整节
        查询语法和全部选项见 `--help`。
    .after-long =
        查询语法（任何文字都是查询）：
          减轻教师负担         词语：按相关程度排列，不要求全有；原样连写的排在最前
          "减轻负担" “…”「…」  原样匹配，必须有；不计全半角、大小写和繁简
          减轻…负担            在同一句中依次出现
          -学生  -"学生减负"   该章节中不得出现
          甲 AND 乙   甲 OR 乙   甲|乙   (甲 OR 乙) 丙
          同句:(减轻 负担)     在同一句中；同段、同节、同篇类推
          增长 >5%             句中有这些词，且数值（不低于5%、100..200亿元）相符
          title:/标题：        在报告题名中
          heading:/章节：      在其上的章节标题中
          path:/路径：         在文件路径中
          年:2020..2025 地区:湖北 种类:规划 机关:国务院 文号:国办发〔2019〕1号
                               只看这些报告（year: region: kind: issuer: number:）

        示例：
          xunzhang query 减轻教师负担                  在索引中查找
          xunzhang query 粮食安全 ~/报告/全国          在文件夹中查找，先建索引
          xunzhang query '"专项资金" -决算 title:审计'  原样匹配、排除、限定
          xunzhang query '增长 >5%'                    数值相符的，须加引号
          xunzhang query 教师减负 -l -0 | xargs -0 wc  列出文件，交给其他程序
          xunzhang query 担保 --vimgrep | fzf          每条结果一行
          xunzhang query 刑法第二百六十六条            按名称查条文
        退出状态：0 有结果，1 无结果，2 出错。

list = 列出报告及其年份、地区、种类、发布机关
    .words = 只列出其中有段落符合此查询的报告，写法同 `query`；第二个词起，凡是存在的路径都视为查找范围
    .limit = 最多列出多少份 [默认：全部]
    .sort = 次序 [默认：有查询词时按得分，否则按路径]
    .after =
        不写查询则列出全部报告。同一选项的多个值是“或”，不同选项之间是“且”。
        示例：
          xunzhang list --region 湖北 --year 2020.. --sort date
          xunzhang list 年:2024 -种类:通知
          xunzhang list 减轻教师负担 --csv > 报告.csv

show = 接着读：结果、位置、标题或条文所在的整节
    .what = 结果的序号、文件:行（或如结果所示 :page 3）、文件#标题、文件，或条文的名称
    .report = 整份报告；分页显示，从该处开始
    .after =
        示例：
          xunzhang show 2                        本终端上次查询的第二条结果
          xunzhang show 报告.docx#第三章         一章；写出标题的开头即可
          xunzhang show 报告.txt:120             第 120 行所在的章节
          xunzhang show 刑法第二百六十六条       按名称读条文
          xunzhang show 2 --report               整份报告，从该处开始
          xunzhang show 2 --cite gbt7714         其出处，按期刊要求的格式

open = 打开结果所在的文件，并到该处
    .what = 同 `show`：结果的序号、文件:行、文件#标题，或条文的名称
    .dry_run = 只输出将执行的命令
    .after =
        文本文件用 VISUAL 或 EDITOR 打开到该行，其余用系统的默认程序打开，
        阅读器支持时翻到该页。

figures = 各报告就某项指标给出的数字，列成表
    .words = 指标名称，以及表示变化和目标的词；第二个词起，凡是存在的路径都视为查找范围
    .target = 只看目标值
    .achieved = 只看完成值
    .period = 只看说到此年份、这些年份或此规划的：2026、2021-2025、十四五
    .condition = 只看符合条件的数值：'>5%'、'100..200亿元'、不低于5%
    .sure = 只看有把握的
    .by = 按此排列
    .one_per = 每项只列最合适的一个数字
    .sentences = 连同原句
    .json = 每个数字一行 JSON
    .one_per-region = 报告的地区
    .one_per-year = 报告的年份
    .one_per-report = 报告
    .after =
        词语是指标名称（有一个即可，如：地区生产总值 经济）、表示变化的词（增长、
        涨幅；有它时不列总量）和“目标”（同 --target）。
        示例：
          xunzhang figures 地区生产总值 目标 ~/报告 --one-per region
          xunzhang figures 地区生产总值 增长 --target --period 2026 --by region
          xunzhang figures 城镇新增就业 --achieved --where '>100万人' --csv
        没有把握的数字以 ? 标出；--json 说明原因，--sure 不列出这些数字。

trend = 词语在各年、各地或各类报告中出现的次数
    .words = 要统计的词语，原样计数；第二个词起，凡是存在的路径都视为查找范围
    .by = 按此统计
    .json = 每个词和每组一行 JSON
    .after =
        同一报告的副本只计一次。`-` 表示该年没有报告，0 表示该年的报告中没有这个词。
        示例：
          xunzhang trend 粮食安全 新质生产力 ~/报告 --by year

compare = 逐节比较报告的前后两个版本
    .files = 旧文件和新文件
    .series = 把索引中题名含此字样的每份报告与上一年的比较
    .region = 只看此地的报告
    .html = 把完整的比较写成网页
    .json = 每节一行 JSON
    .after =
        章节按内容对应：条文只是改了序号，不算新条文。
        示例：
          xunzhang compare 旧版.docx 新版.docx --html 对照.html
          xunzhang compare --series 政府工作报告 --region 湖北

similar = 与一段文字或一个文件最相近的段落
    .what = 文件、文字本身（- 为标准输入），或上次查询结果的序号
    .limit = 最多给出多少段
    .json = 每段一行 JSON
    .after =
        示例：
          xunzhang similar 坚持把减轻教师负担作为办好教育的大事来抓
          xunzhang similar 报告.docx -n 20
          xunzhang similar 2                    上次查询的第二条结果

terms = 某份报告或某一年比其他报告多说了什么：特有的词语和新提法
    .report = 索引中的文件、题名，或上次查询结果的序号
    .year = 该年的全部报告
    .kind = 只与此类报告对照：政府工作报告
    .region = 只与此地区的报告对照
    .issuer = 只与此机关发布的报告对照
    .limit = 每类最多给出多少个词
    .add = 把新词加入词典；写序号则只加这些
    .json = 每个词一行 JSON
    .after =
        没有另外说明时，一份报告与同一机关的同类报告对照，一个年份与整个索引对照。
        较早的报告中原样没有出现的，算是新的；总共只出现一次的不列。
        示例：
          xunzhang terms --year 2024 --kind 政府工作报告
          xunzhang terms 2026_广东省.txt --add=1,3-5

suggest = 按开头的汉字或拼音补全词语
    .typed = 词的开头：汉字、拼音、拼音首字母，或混用
    .limit = 最多给出多少个词
    .json = 每个词一行 JSON
    .after =
        示例：
          xunzhang suggest xzsccl
          xunzhang suggest jianqing fudan

tui = 全屏检索，边输入边查找
    .words = 先查什么；第二个词起，凡是存在的路径都视为查找范围
    .mouse = 接受点击和滚轮；此时须按住 Shift 才能选取文字
    .after =
        按 F1 显示按键说明。复制的内容经终端（OSC 52）进入剪贴板，用 ssh 时亦然。
        示例：
          xunzhang tui
          xunzhang tui 减轻教师负担 --in ~/报告

outline = 显示报告的章节，以及对它的说明
    .file = 报告（- 为标准输入）
    .query = 在每节注明所查的内容在其中及以下出现多少次
    .json = 一个 JSON 对象：题名、嵌套的章节、说明

tokens = 显示一段文字如何切分
    .text = 文字
    .json = 每个词一行 JSON

stats = 索引中有多少内容
    .json = 输出为一个 JSON 对象；与 --skipped 合用时每行一个
    .internals = 索引的构成：编码、分段、版本、最大的报告
    .skipped = 读过而未收录的文件及其原因

serve = 经 HTTP 作答：供程序调用，也有供人使用的网页
    .listen = 监听的地址和端口；端口 0 由系统选定
    .open = 凡能连到此地址的都作答，不要令牌
    .tls_cert = 用此证书加密，含其上级证书（PEM）
    .tls_key = 证书的私钥（PEM）
    .hosts = 也接受此主机名的请求，如前置代理的名字；可给出多个
    .threads = 同时处理多少个请求 [默认：与处理器核心数相同]
    .time_limit = 一次作答最长多少秒
    .per_client = 同一客户端同时处理多少个请求；本机不计
    .log = 每个请求在标准错误上记一行，不记查询内容
    .log_queries = 也记录查询内容
    .after =
        示例：
          xunzhang serve                                供本机使用：http://127.0.0.1:7700/
          xunzhang serve token add 王                   发给令牌，只显示一次
          xunzhang serve token add 李 --only 地区:湖北  只能看到一部分的令牌
          xunzhang serve --listen 0.0.0.0:7700          供他人使用，须有令牌
        期间可以更新索引，也可用 `xunzhang index --watch`。收到 SIGTERM 后，答完再结束。
serve-token = 允许查询者的令牌
serve-token-add = 生成令牌并显示一次：只保存其散列值
    .name = 令牌属于谁
    .only = 其所有者只能看到符合这些事实的报告，写法同查询
    .under = 其所有者只能看到此文件夹内的报告；可给出多个
serve-token-list = 列出令牌属于哪些人
serve-token-revoke = 收回令牌
    .name = 令牌属于谁

mcp = 经标准输入和输出为智能助手作答（Model Context Protocol）

verify = 检查索引是否完整、与文件是否一致、有无漏查的字串
    .recall = 抽取多少个字串逐一查找，并与逐字扫描对照 [默认：50；0 为不做]
    .seed = 换一批字串抽取

eval = 用带相关性标注的文集评测排序
    .corpus = 文集：每行一个 JSON，含 id、title、text [默认：现有索引]
    .queries = 查询：id<TAB>文字
    .qrels = TREC 格式的标注：查询 0 文档 等级
    .run = 以 TREC 格式写出结果，每个查询 1,000 条
    .baseline = 与此结果逐个查询比较
    .weights = 按此文件的权重排序，格式同 index_schema/ranking.toml
    .only = 只计一种单位，不加任何奖励，供比较用
    .only-words = 分词所得的词
    .only-bigrams = 相邻两字
    .only-characters = 单字
    .exact = 不用同义词
    .answers = 也按作为答案的字串给段落计分：id<TAB>答案

config = 显示生效的设置及其来源
    .path = 只显示自己的设置文件的路径
    .after =
        设置文件每行如 `limit = 20`，也可有表：[colors]（title、heading、path、
        match、note）和 [weights]（同 index_schema/ranking.toml）。自己的设置文件
        位于 `--path` 所示之处；报告所在的文件夹或其上级也可另有一个。

folders = 查询时自动建立的文件夹索引
folders-list = 列出这些索引、大小和建立时间
folders-remove = 删去文件夹的索引；报告本身不动
    .paths = 文件夹
    .gone = 原文件夹已不在的索引

completions = 输出某种 shell 的补全脚本
    .shell = shell 的名称

man = 输出手册页，也可只输出某个命令的
    .command = 命令
    .folder = 把所有命令的手册页写入此文件夹
