<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- What Qt's own Chinese lacks: the kinds of files in its file dialog. Make the .qm again with
     pyside6-lrelease resources/translations/qt_missing_zh_CN.ts -->
<TS version="2.1" language="zh_CN">
<context>
    <name>QAbstractFileIconProvider</name>
    <message><source>Folder</source><translation>文件夹</translation></message>
    <message><source>File Folder</source><translation>文件夹</translation></message>
    <message><source>Drive</source><translation>磁盘</translation></message>
    <message><source>File</source><translation>文件</translation></message>
    <message><source>%1 File</source><translation>%1 文件</translation></message>
    <message><source>Unknown</source><translation>其他文件</translation></message>
    <message><source>Shortcut</source><translation>快捷方式</translation></message>
    <message><source>Alias</source><translation>快捷方式</translation></message>
</context>
<context>
    <name>QFileDialog</name>
    <message><source>Rename</source><translation>改名</translation></message>
</context>
</TS>
