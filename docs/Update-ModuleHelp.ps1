#requires -Version 7.4
#requires -Modules @{ ModuleName = 'Microsoft.PowerShell.PlatyPS'; ModuleVersion = '1.0.3' }
<#
.SYNOPSIS
    Makes the module's external help (MAML) from the pages in docs/en-US.
.DESCRIPTION
    The pages are the source; run this after editing one. PlatyPS does the conversion. What Get-Help would show badly is then put
    right: PlatyPS leaves Markdown in the text, puts a whole example into its introduction, and forgets default values.
#>
[CmdletBinding()]
param(
    # The folder with one page for each cmdlet.
    [string] $Page = (Join-Path -Path $PSScriptRoot -ChildPath 'en-US'),

    # The folder that gets the help file.
    [string] $Destination = (Join-Path -Path $PSScriptRoot -ChildPath '../src/module/en-US')
)

$ErrorActionPreference = 'Stop'
$maml = 'http://schemas.microsoft.com/maml/2004/10'
$command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
$dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
$fence = [regex] '(?ms)^```(?<kind>\w+)\r?\n(?<body>.*?)^```[ \t]*\r?$'

function ConvertTo-PlainText([string] $Text) {
    # Links to their text, code and bold to what they enclose, a backslash to what it hides.
    $Text -replace '\[([^\]]+)\]\([^)\s]+\)', '$1' -replace '`([^`\r\n]+)`', '$1' -replace '\*\*([^*\r\n]+)\*\*', '$1' -replace '\\([<>\[\]`*_])', '$1'
}

function Add-Paragraph([System.Xml.XmlElement] $Parent, [string] $Text) {
    $paragraph = $Parent.OwnerDocument.CreateElement('maml', 'para', $maml)
    $paragraph.InnerText = $Text
    $null = $Parent.AppendChild($paragraph)
}

$help = Import-MarkdownCommandHelp -Path (Get-ChildItem -Path $Page -Filter '*-*.md' | Sort-Object -Property Name).FullName
$staging = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ([guid]::NewGuid())
try {
    $file = Export-MamlCommandHelp -CommandHelp $help -OutputFolder $staging -Force
    $xml = [xml]::new()
    $xml.Load($file.FullName)
}
finally {
    Remove-Item -Path $staging -Recurse -Force -ErrorAction Ignore
}
$names = [System.Xml.XmlNamespaceManager]::new($xml.NameTable)
$names.AddNamespace('maml', $maml)
$names.AddNamespace('command', $command)
$names.AddNamespace('dev', $dev)

foreach ($topic in $help) {
    $node = $xml.SelectSingleNode("//command:command[command:details/command:name='$($topic.Title)']", $names)

    # Examples: what the page says first, then the code, then its output and the rest.
    $examples = @($node.SelectNodes('command:examples/command:example', $names))
    for ($i = 0; $i -lt $examples.Count; $i++) {
        $text = $topic.Examples[$i].Remarks -replace '\r', ''
        $code = $fence.Match($text)
        $examples[$i].SelectSingleNode('maml:title', $names).InnerText = "-- $(ConvertTo-PlainText $topic.Examples[$i].Title) --"
        $introduction = $examples[$i].SelectSingleNode('maml:introduction', $names)
        $introduction.RemoveAll()
        $remarks = $examples[$i].SelectSingleNode('dev:remarks', $names)
        $remarks.RemoveAll()
        foreach ($paragraph in $text.Substring(0, $code.Index) -split '\n\s*\n') {
            if ($paragraph.Trim()) { Add-Paragraph $remarks (ConvertTo-PlainText $paragraph.Trim()) }
        }
        $examples[$i].SelectSingleNode('dev:code', $names).InnerText = $code.Groups['body'].Value.TrimEnd()
        foreach ($block in $fence.Matches($text.Substring($code.Index + $code.Length))) {
            Add-Paragraph $remarks ''
            Add-Paragraph $remarks $block.Groups['body'].Value.TrimEnd()
        }
        Add-Paragraph $remarks ''
    }

    # Parameters: default values, and the same pipeline rules in the syntax as in the list.
    foreach ($parameter in $topic.Parameters) {
        foreach ($place in $node.SelectNodes("command:parameters/command:parameter[maml:name='$($parameter.Name)']", $names)) {
            $default = $xml.CreateElement('dev', 'defaultValue', $dev)
            $default.InnerText = $parameter.DefaultValue ? $parameter.DefaultValue : 'None'
            $null = $place.AppendChild($default)
            foreach ($twin in $node.SelectNodes("command:syntax/command:syntaxItem/command:parameter[maml:name='$($parameter.Name)']", $names)) {
                $twin.SetAttribute('globbing', $place.GetAttribute('globbing'))
                $twin.SetAttribute('pipelineInput', $place.GetAttribute('pipelineInput'))
            }
        }
    }

    # Links: other cmdlets by name, without the address of a file that is not installed.
    foreach ($link in @($node.SelectNodes('command:relatedLinks/maml:navigationLink', $names))) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if ($link.SelectSingleNode('maml:linkText', $names).InnerText -eq 'Online Version' -and -not $uri.InnerText) {
            $null = $link.ParentNode.RemoveChild($link)
        }
        elseif ($uri.InnerText -like '*.md') {
            $uri.InnerText = ''
        }
    }
}

foreach ($paragraph in $xml.SelectNodes('//maml:para[not(ancestor::command:example)]', $names)) {
    $paragraph.InnerText = ConvertTo-PlainText $paragraph.InnerText
}

$settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; Encoding = [System.Text.UTF8Encoding]::new($false); NewLineChars = "`n" }
$null = New-Item -Path $Destination -ItemType Directory -Force
$target = Join-Path -Path (Resolve-Path -Path $Destination).Path -ChildPath $file.Name
$writer = [System.Xml.XmlWriter]::Create($target, $settings)
try { $xml.Save($writer) } finally { $writer.Dispose() }
Get-Item -Path $target
