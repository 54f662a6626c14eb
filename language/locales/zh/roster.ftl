command-roster-dry = 什么也没有写入。{ $rows } 行（{ $encoding }）：新增 { $new }，变更 { $changed }，不变 { $same }，拒绝 { $refused }；新部门 { $new_departments } 个，调动成员 { $moved_members } 人。
command-roster-done = { $rows } 行（{ $encoding }）：新增 { $new }，变更 { $changed }，不变 { $same }，拒绝 { $refused }；新部门 { $new_departments } 个，调动成员 { $moved_members } 人。
command-roster-ignored = 没有读取的列：{ $columns }。
command-roster-refused = 第 { $row } 行，{ $column }：{ $reason }
command-roster-more = ……还有 { $count } 行；--json 列出全部。

roster-column-name = 姓名
roster-column-email = 邮箱
roster-column-department = 部门
roster-column-number = 工号
roster-column-language = 语言

roster-reason-missing = 是空的。
roster-reason-unusable = 含看不见的字符，或太长。
roster-reason-too-long = 超过了单元格的长度上限。
roster-reason-formula = 像公式一样开头。
roster-reason-not-text = 是日期、小数或勾选，不是文字。
roster-reason-malformed = 写法不对。
roster-reason-language-unknown = 既不是中文也不是英文。
roster-reason-too-deep = 部门路径的层级太多。
roster-reason-duplicate = 和第 { $as_in } 行是同一个人。
roster-reason-taken = 在之前的名册里属于另一个人。
roster-reason-too-many-units = 需要的部门超过了单位的上限。
