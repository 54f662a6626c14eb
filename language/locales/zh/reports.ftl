# 已核证减排量报告与绿色办公汇总的文字。

report-not-a-market-unit = 所列减排量不是市场交易单位。
report-hidden = 人数过少，不显示
report-total-of-shown = 合计（仅已显示的行）
report-total-in-kilograms = 合计（千克）
report-log = 账本
report-column-organisation = 组织
report-column-month = 月份
report-column-methodology = 方法学
report-column-credit-class = 信用类别
report-column-evidence = 证据等级
report-column-shown = 是否显示
report-column-actions = 行动数
report-column-people = 人数
report-column-verified-mg = 已核证（毫克 CO2e）
report-column-not-yet-verified-mg = 有证据、尚未核证（毫克 CO2e）
report-column-self-reported-mg = 自述（毫克 CO2e）
report-column-source-state = 来源文本状态
report-column-market-hold = 暂不可上市的原因
report-column-methodology-sha256 = 方法学文件 SHA-256
report-column-attribution = 数据署名
report-column-statement = 声明
report-about-columns-title = 三列数字
report-about-columns = 每一毫克只在一列里：已由审核人核证；有证据但尚未核证；自述（C 级，不能核证）。
report-about-evidence-title = 证据等级
report-about-evidence = attested 由运营方或合作方签发（A）；corroborated 有照片等佐证（B）；self_reported 自述（C）。
report-about-source-title = 来源文本状态
report-about-source = on_file 有全文；quoted 仅见引用的数值；structure_only 仅有方法结构。只列 market 与 company 两类；估算见绿色办公汇总。
report-about-hidden-title = 隐藏的行
report-about-hidden = 少于 { $minimum } 人的行不显示数字，必要时连带隐藏一行，以免用合计反推；合计只含显示的行。
report-about-check-title = 如何核对
report-about-check = 导出目录自带整本账与签名检查点：运行 leafledger verify 目录，逐条重算并核对 totals.json。
report-readme =
    一叶 · { $month } 已核证减排量报告 · { $organisation }
    所列减排量不是市场交易单位。
    report.csv 与 report.xlsx 是给人看的表；totals.json 供程序核对；checkpoint、checkpoints 与 tile 是整本账，报告依据前 { $size } 条记录。
    核对：leafledger verify 本目录。要证明出处，请用您从别处得到的公钥写成 policy.txt 并加 --policy。
