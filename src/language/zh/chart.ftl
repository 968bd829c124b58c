# chart.
chart-cannot-write = 无法写入 { $file }：{ $error }
chart-name-file = 请指定可写的文件：--svg 图.svg
chart-wrote = 已写入 { $file }
chart-no-font = 没有找到中文字体：图中只写字体名称，文字显示取决于看图的机器；可用 { $variable } 指定字体文件
chart-is-no-font = { $variable } 所指的 { $file } 不是含简体中文的字体
chart-font-files = 请指定 ttf、otf、ttc 或 otc 文件
chart-no-report = 灰色：该年没有报告
chart-copies = 重复报告未计：{ $count }
chart-per-10-000 = 每万字次数
chart-other-units = 单位不同、未画出的数字：{ $count }
chart-masked = 已隐去、未画出的数字：{ $count }
chart-not-sure = ？：没有把握
chart-unit = 单位：{ $unit }
chart-more-rows = 未画出的行：{ $count }
