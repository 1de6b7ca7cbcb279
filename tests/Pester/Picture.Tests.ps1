#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The picture of the README shows what the module really writes.

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    $images = Join-Path (Get-RepositoryRoot) docs/images
    $picture = (Get-Content "$images/session.svg" -Raw -Encoding utf8) -replace '\r'
}

Describe 'The picture of the README' {
    It 'is what the session writes today; if not, run: ./build.ps1 -Task Picture' {
        & "$images/New-SessionPicture.ps1" -Module (Get-ModuleManifestPath) -Path "$TestDrive/session.svg"
        Get-Content "$TestDrive/session.svg" -Raw -Encoding utf8 | Should -BeExactly $picture
    }

    It 'is an image that loads nothing and runs nothing' {
        $svg = [xml] $picture
        $svg.svg.rect | Should -Not -BeNullOrEmpty
        $svg.SelectNodes('//*') | ForEach-Object LocalName | Sort-Object -Unique | Should -Be 'rect', 'style', 'svg', 'text'
        $svg.SelectNodes('//@*') | Where-Object { $_.LocalName -match '^(href|on\w+)$' } | Should -BeNullOrEmpty
    }

    It 'is shown there, with words for those who cannot see it' {
        Get-Content "$(Get-RepositoryRoot)/README.md" -Raw -Encoding utf8 | Should -Match '\n!\[A PowerShell session: [^\]]{40,}\]\(docs/images/session\.svg\)'
    }
}
